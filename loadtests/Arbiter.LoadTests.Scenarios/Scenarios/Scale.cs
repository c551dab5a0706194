using Arbiter.LoadTests.Correctness;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Processes;
using Arbiter.LoadTests.Reports;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Scenarios;

/// <summary>Whether latency and memory follow the working set and not the table.</summary>
public static class Scale
{
    /// <summary>The first mark.</summary>
    public const long FewCustomers = 10_000;

    /// <summary>The second mark, unless another one is asked for.</summary>
    public const long ManyCustomers = 1_000_000;

    const double MostP99Growth = 1.5;
    const double MostResidentMb = 600;
    // Moderate: about a fifth of what two cores can do, so that a latency is the server's and not a queue's.
    const double DefaultRatePerSecond = 2_000;

    // What filling leaves behind (dirty pages, garbage) is worked off before a latency is taken, at both marks alike.
    static readonly TimeSpan settling = TimeSpan.FromSeconds(10);

    /// <summary>What it shows.</summary>
    public const string Purpose = "A million customers: the p99 of single claims at 10,000 and again at 1,000,000, and the server's memory.";

    /// <summary>Claims customers in batches up to both marks and measures single first claims at each, at one fixed rate.</summary>
    public static Task<RunReport> RunAsync(Session session, RunOptions options, CancellationToken stop) => RunAsync(session, options, settling, stop);

    /// <summary>The same with another pause after filling.</summary>
    public static async Task<RunReport> RunAsync(Session session, RunOptions options, TimeSpan pause, CancellationToken stop)
    {
        var pid = options.ServerPid ?? throw new FormatException("scale needs --server-pid (or --start): it measures the server's memory.");
        var rate = options.RatePerSecond ?? DefaultRatePerSecond;
        var scenario = new Scenario("scale", Purpose, options.Connections, new RampingInject(rate, TimeSpan.FromSeconds(3)),
            [new Inject(rate, options.During)], [Threshold.ErrorRateBelow(0.001), Threshold.SentAtLeast(0.99)]);
        var log = new RulingLog();
        var afterSeq = await CheckedRun.HeadAsync(session, stop);

        await WarmUpAsync(session, scenario, log, options, stop);
        var few = await MeasureAtAsync(FewCustomers);
        var many = await MeasureAtAsync(options.Customers);

        var verdict = await CheckedRun.JudgeAsync(session, log, afterSeq, stop);
        return RunReport.Of(scenario, session.Seed, many.Latencies, verdict, Judge(few, many), Figures(few, many, pid, CustomersIn(log)));

        async Task<Mark> MeasureAtAsync(long customers)
        {
            var failed = await FillAsync(session, log, customers, stop);
            await Task.Delay(pause, stop);
            var latencies = await options.Offer(session, scenario, Workloads.Storm(session, log, scenario), options, stop);
            return new(customers, latencies, failed, ProcessFigures.ResidentMb(pid));
        }
    }

    /// <summary>What was seen with so many customers, and the batches that failed on the way there.</summary>
    sealed record Mark(long Customers, IFigures Latencies, long FailedBatches, double ResidentMb)
    {
        public double P99Ms => Latencies.LatencyMs(99);
    }

    // A server that is not yet compiled for speed is slow at 10,000 customers, and would make any growth look small. First claims make
    // customers, so that they end below the first mark.
    static async Task WarmUpAsync(Session session, Scenario scenario, RulingLog log, RunOptions options, CancellationToken stop)
    {
        var half = options.During / 2;
        var hot = scenario with { WarmUp = null, Steps = [new KeepConstant(scenario.Connections, half)] };
        await options.Offer(session, hot, Workloads.Hot(session, log, hot), options, stop);
        var first = scenario with { WarmUp = null, Steps = [new Inject(FewCustomers * 0.8 / half.TotalSeconds, half)] };
        await options.Offer(session, first, Workloads.Storm(session, log, first), options, stop);
    }

    static Task<long> FillAsync(Session session, RulingLog log, long upToCustomers, CancellationToken stop)
    {
        var missing = Math.Max(0, upToCustomers - CustomersIn(log));
        return Task.Run(() => Workloads.Claim(session, log, session.TakeKeys(missing + Workloads.BatchLength), missing + Workloads.BatchLength - 1, stop).Failed, stop);
    }

    static IEnumerable<ThresholdResult> Judge(Mark few, Mark many) =>
    [
        Limit(FormattableString.Invariant($"p99 at {many.Customers:#,0} / p99 at {few.Customers:#,0} ≤ {MostP99Growth}"), many.P99Ms / few.P99Ms, MostP99Growth, ""),
        Limit("resident memory of the server in the end < 600 MB", many.ResidentMb, MostResidentMb, "MB"),
        Limit("failed batches = 0", few.FailedBatches + many.FailedBatches, 0, ""),
        Limit("failed claims at the first mark = 0", few.Latencies.Failed, 0, ""),
    ];

    static Dictionary<string, double> Figures(Mark few, Mark many, int pid, long customers)
    {
        var figures = new Dictionary<string, double>();
        foreach (var mark in new[] { few, many })
        {
            figures[FormattableString.Invariant($"p99 at {mark.Customers:#,0} customers (ms)")] = mark.P99Ms;
            figures[FormattableString.Invariant($"p50 at {mark.Customers:#,0} customers (ms)")] = mark.Latencies.LatencyMs(50);
            figures[FormattableString.Invariant($"resident memory of the server at {mark.Customers:#,0} customers (MB)")] = mark.ResidentMb;
        }
        // Read last, after the whole feed was read back too. The kernel counts in batches for each processor, and notes the peak only when memory is given back: what was seen may be a little more.
        figures["peak resident memory of the server in the whole run (MB)"] = Math.Max(ProcessFigures.PeakResidentMb(pid), Math.Max(few.ResidentMb, many.ResidentMb));
        figures["customers in the end"] = customers;
        return figures;
    }

    static long CustomersIn(RulingLog log) => log.LongCount(ruling => ruling.Verdict == Verdict.Granted);

    static ThresholdResult Limit(string name, double actual, double limit, string unit) => new(name, actual, unit, actual <= limit);
}
