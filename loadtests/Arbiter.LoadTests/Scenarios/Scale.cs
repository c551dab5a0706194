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
    const long FewCustomers = 10_000;
    const long ManyCustomers = 1_000_000;
    const double MostP99Growth = 1.5;
    const double MostResidentMb = 600;

    /// <summary>What it shows.</summary>
    public const string Purpose = "A million customers: the p99 of single claims at 10,000 and again at 1,000,000, and the server's memory.";

    /// <summary>Claims customers in batches up to both marks and measures single first claims at each.</summary>
    public static async Task<RunReport> RunAsync(Session session, RunOptions options, CancellationToken stop)
    {
        var pid = options.ServerPid ?? throw new FormatException("scale needs --server-pid (or --start): it measures the server's memory.");
        var rate = options.RatePerSecond ?? 2_000;
        var scenario = new Scenario("scale", Purpose, options.Connections, new RampingInject(rate, TimeSpan.FromSeconds(3)),
            [new Inject(rate, options.During / 2)], [Threshold.ErrorRateBelow(0.001), Threshold.SentAtLeast(0.99)]);
        var log = new RulingLog();
        var afterSeq = await CheckedRun.HeadAsync(session, stop);

        await WarmUpAsync(session, scenario, log, options.Timeout, stop);
        var failed = await FillAsync(session, log, FewCustomers, stop);
        var few = await MeasureAsync(session, scenario, log, options.Timeout, stop);
        var residentFewMb = ProcessFigures.ResidentMb(pid);
        failed += await FillAsync(session, log, ManyCustomers, stop);
        var many = await MeasureAsync(session, scenario, log, options.Timeout, stop);
        var residentManyMb = ProcessFigures.ResidentMb(pid);

        var (fewMs, manyMs) = (few.Latency.PercentileNs(99) / 1e6, many.Latency.PercentileNs(99) / 1e6);
        ThresholdResult[] thresholds =
        [
            Limit("p99 at 1,000,000 / p99 at 10,000 ≤ 1.5", manyMs / fewMs, MostP99Growth, ""),
            Limit("resident memory of the server < 600 MB", residentManyMb, MostResidentMb, "MB"),
            Limit("failed batches = 0", failed, 0, ""),
        ];
        var more = new Dictionary<string, double>
        {
            ["p99 at 10,000 customers (ms)"] = fewMs,
            ["p99 at 1,000,000 customers (ms)"] = manyMs,
            ["server memory at 10,000 customers (MB)"] = residentFewMb,
            ["server memory at 1,000,000 customers (MB)"] = residentManyMb,
            ["customers in the end"] = CustomersIn(log),
        };
        return RunReport.Of(scenario, session.Seed, many, await CheckedRun.JudgeAsync(session, log, afterSeq, stop), thresholds, more);
    }

    // A server that is not yet compiled for speed is slow at 10,000 customers, and would make any growth look small.
    static async Task WarmUpAsync(Session session, Scenario scenario, RulingLog log, TimeSpan timeout, CancellationToken stop)
    {
        var hot = scenario with { WarmUp = null, Steps = [new KeepConstant(scenario.Connections, TimeSpan.FromSeconds(5))] };
        await ScenarioRunner.RunAsync(hot, session.Target, Workloads.Hot(session, log, hot), timeout, stop);
        var first = scenario with { WarmUp = null, Steps = [new Inject(FewCustomers / 10.0, TimeSpan.FromSeconds(5))] };
        await ScenarioRunner.RunAsync(first, session.Target, Workloads.Storm(session, log, first), timeout, stop);
    }

    static Task<long> FillAsync(Session session, RulingLog log, long upToCustomers, CancellationToken stop)
    {
        var missing = Math.Max(0, upToCustomers - CustomersIn(log));
        return Task.Run(() => Workloads.Claim(session, log, session.TakeKeys(missing + Workloads.BatchLength), missing + Workloads.BatchLength - 1, stop).Failed, stop);
    }

    static async Task<Measurement> MeasureAsync(Session session, Scenario scenario, RulingLog log, TimeSpan timeout, CancellationToken stop) =>
        await ScenarioRunner.RunAsync(scenario, session.Target, Workloads.Storm(session, log, scenario), timeout, stop);

    static long CustomersIn(RulingLog log) => log.LongCount(ruling => ruling.Verdict == Verdict.Granted);

    static ThresholdResult Limit(string name, double actual, double limit, string unit) => new(name, actual, unit, actual <= limit);
}
