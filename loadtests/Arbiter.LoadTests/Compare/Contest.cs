using Arbiter.LoadTests.Correctness;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Processes;
using Arbiter.LoadTests.Scenarios;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Compare;

/// <summary>What is judged of the answers.</summary>
enum Judged { Nothing, Rulings, RulingsAndFeed }

/// <summary>
/// Measures one load on one server: warm-up, peak with a copy for each connection, then p99 at 70 % of that peak in the open model. Costs are
/// those of the peak.
/// </summary>
sealed class Contest(Session session, CostMeter meter, Workspace workspace, Durations durations, Judged judged)
{
    public const double PacedShare = 0.7;

    static readonly TimeSpan timeout = TimeSpan.FromSeconds(10);
    readonly HashSet<string> violations = [];

    public async Task<Figure> RunAsync(string contestant, string load, WorkloadFactory workload, CancellationToken stop)
    {
        violations.Clear();
        var connections = Loads.ConnectionsOf(load);
        await LoadAsync(connections, workload, null, new KeepConstant(connections, durations.WarmUp), null, stop);
        Cost? cost = null;
        var claims = 0L;
        var before = await meter.ReadAsync(stop);
        var peak = await LoadAsync(connections, workload, null, new KeepConstant(connections, durations.Peak), async (measured, rulings) =>
        {
            claims = measured.Answered * measured.ClaimsPerRequest + (meter.OnPostgres ? await SettleAsync(workload, rulings, stop) : 0);
            cost = await meter.ReadAsync(stop) - before;
        }, stop);
        var rate = Math.Max(1, peak.ClaimsPerSecond / peak.ClaimsPerRequest * PacedShare);
        await using var disk = DiskProbe.Start(workspace);
        var longestSync = TimeSpan.Zero;
        var paced = await LoadAsync(
            connections, workload, new Inject(rate, durations.PacedWarmUp), new Inject(rate, durations.Paced), async (_, _) => longestSync = await disk.EndAsync(), stop);
        return new()
        {
            Contestant = contestant,
            Load = load,
            ClaimsPerSecond = peak.ClaimsPerSecond,
            P99Ms = paced.Latency.PercentileNs(99) / 1e6,
            LongestSyncMs = longestSync.TotalMilliseconds,
            RowsPerClaim = cost!.Rows > 0 ? (double)cost.Rows / claims : null,
            BytesPerClaim = cost.Bytes > 0 ? (double)cost.Bytes / claims : null,
            ServerCpuSecondsPer1000 = cost.ServerCpuSeconds / claims * 1000,
            PostgresCpuSecondsPer1000 = cost.PostgresCpuSeconds > 0 ? cost.PostgresCpuSeconds / claims * 1000 : null,
            GeneratorCpuSecondsPer1000 = cost.GeneratorCpuSeconds / claims * 1000,
            OthersCpuPercent = cost.OthersCpuPercent,
            Failed = peak.Failed + paced.Failed,
            Violations = judged == Judged.Nothing ? null : [.. violations],
        };
    }

    async Task<Measurement> LoadAsync(
        int connections, WorkloadFactory workload, LoadStep? warmUp, LoadStep step, Func<Measurement, RulingLog, Task>? afterLoad, CancellationToken stop)
    {
        var scenario = new Scenario("contest", "", connections, warmUp, [step], []);
        var rulings = new RulingLog();
        var afterSeq = judged == Judged.RulingsAndFeed ? await CheckedRun.HeadAsync(session, stop) : 0;
        var measurement = await ScenarioRunner.RunAsync(scenario, session.Targets, workload(session, rulings, scenario), timeout, stop);
        if (afterLoad is not null)
            await afterLoad(measurement, rulings);
        if (judged == Judged.Nothing)
            return measurement;
        var verdict = judged == Judged.Rulings ? CorrectnessCheck.Judge(rulings, null) : await CheckedRun.JudgeAsync(session, rulings, afterSeq, stop);
        foreach (var violation in verdict.Violations)
            violations.Add($"{violation.Rule} ({violation.Example})");
        return measurement;
    }

    // A PostgreSQL session tells what it wrote at most once a second, and only when a transaction ends: a short load after a pause
    // makes every session that wrote tell. Its claims are few, and count.
    async Task<long> SettleAsync(WorkloadFactory workload, RulingLog rulings, CancellationToken stop)
    {
        await Task.Delay(1100, stop);
        var scenario = new Scenario("settle", "", 4, null, [new KeepConstant(4, TimeSpan.FromMilliseconds(20))], []);
        var measurement = await ScenarioRunner.RunAsync(scenario, session.Targets, workload(session, rulings, scenario), timeout, stop);
        return measurement.Answered * measurement.ClaimsPerRequest;
    }
}
