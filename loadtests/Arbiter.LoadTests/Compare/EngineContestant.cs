using Arbiter.LoadTests.Engine;
using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Compare;

/// <summary>
/// The engine without HTTP, in a process of its own: 64 callers in a closed loop. Callers and engine are one process, so what asking costs is in the
/// server's CPU. There is no open model here, and so no p99.
/// </summary>
sealed class EngineContestant(Durations durations, int seed)
{
    public const string InMemory = "engine in memory", OnSqlite = "engine on SQLite", OnPostgres = "engine on PostgreSQL";

    // As for the server: a session of PostgreSQL tells what it wrote at most once a second, and only when a transaction ends.
    static readonly TimeSpan statisticsPause = TimeSpan.FromSeconds(1.1), settling = TimeSpan.FromSeconds(0.02);

    /// <summary>Measures loads one after another on an engine of its own.</summary>
    /// <param name="contestant">Its name in the report.</param>
    /// <param name="journal">What it stores in; see <see cref="EngineSession"/>.</param>
    /// <param name="postgres">PostgreSQL, when that is where the journal is.</param>
    /// <param name="database">The database there.</param>
    /// <param name="loads">Storm, hot, or both.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<IReadOnlyList<Figure>> RunAsync(
        string contestant, string journal, ThrowawayPostgres? postgres, string database, IEnumerable<string> loads, CancellationToken stop)
    {
        await using var engine = await EngineProcess.StartAsync(journal, seed, stop);
        var meter = new CostMeter([engine.Pid], postgres, database);
        var figures = new List<Figure>();
        foreach (var load in loads)
            figures.Add(await RunAsync(engine, meter, contestant, load, settles: postgres is not null, stop));
        return figures;
    }

    async Task<Figure> RunAsync(EngineProcess engine, CostMeter meter, string contestant, string load, bool settles, CancellationToken stop)
    {
        var warmUp = await engine.RunAsync(load, durations.WarmUp, stop);
        var before = await meter.ReadAsync(stop);
        var peak = await engine.RunAsync(load, durations.Peak, stop);
        var settled = settles ? await SettleAsync(engine, load, stop) : null;
        var cost = await meter.ReadAsync(stop) - before;
        double claims = peak.Claims + (settled?.Claims ?? 0);
        return new()
        {
            Contestant = contestant,
            Load = load,
            ClaimsPerSecond = peak.Claims / peak.ElapsedSeconds,
            RowsPerClaim = cost.Rows > 0 ? cost.Rows / claims : null,
            BytesPerClaim = cost.Bytes > 0 ? cost.Bytes / claims : null,
            ServerCpuSecondsPer1000 = cost.ServerCpuSeconds / claims * 1000,
            PostgresCpuSecondsPer1000 = cost.PostgresCpuSeconds > 0 ? cost.PostgresCpuSeconds / claims * 1000 : null,
            OthersCpuPercent = cost.OthersCpuPercent,
            Failed = peak.Failed,
            Violations = [.. warmUp.Violations.Concat(peak.Violations).Concat(settled?.Violations ?? []).Distinct()],
        };
    }

    static async Task<EngineRun> SettleAsync(EngineProcess engine, string load, CancellationToken stop)
    {
        await Task.Delay(statisticsPause, stop);
        return await engine.RunAsync(load, settling, stop);
    }
}
