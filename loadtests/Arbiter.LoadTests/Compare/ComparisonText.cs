using System.Globalization;
using System.Text;

namespace Arbiter.LoadTests.Compare;

/// <summary>A comparison as Markdown.</summary>
static class ComparisonText
{
    public static string Of(ComparisonReport report)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"# Comparison\n\nMedians of {report.Rounds} interleaved rounds; {Loads.ConnectionsOf(Loads.Storm)} connections, {Loads.ConnectionsOf(Loads.Crowd)} in a crowd; load generator, servers and database share the cores. Peaks last {report.Durations.Peak.TotalSeconds} s (pgbench {report.Durations.Pgbench.TotalSeconds} s) after {report.Durations.WarmUp.TotalSeconds} s of warm-up (pgbench {report.Durations.PgbenchWarmUp.TotalSeconds} s), the p99 is measured at 70 % of the peak for {report.Durations.Paced.TotalSeconds} s from the planned send times.\n");
        Line($"| contestant | load | claims/s | p99 at 70 %, ms | longest sync, ms | rows/claim | bytes/claim | CPU s/1,000: server | PostgreSQL | generator | others' CPU, % | failed | rulings |");
        Line($"|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|");
        foreach (var figure in report.Medians)
            Line($"| {figure.Contestant} | {figure.Load} | {figure.ClaimsPerSecond:#,0} | {figure.P99Ms:0.0} | {figure.LongestSyncMs:0} | {figure.RowsPerClaim:0.00} | {figure.BytesPerClaim:0} | {figure.ServerCpuSecondsPer1000:0.000} | {figure.PostgresCpuSecondsPer1000:0.000} | {figure.GeneratorCpuSecondsPer1000:0.000} | {figure.OthersCpuPercent:0} | {figure.Failed:#,0} | {Rulings(figure)} |");
        Line($"\nLongest sync: how long the disk alone made a page wait during the load at 70 %. Bytes: PostgreSQL's write-ahead log; for the others what the process wrote to storage. Others' CPU: what processes outside the comparison took of all cores meanwhile; above a few percent the figures mean little.\n\n## Ratios\n\n| ratio | value | goal |\n|---|---:|---|");
        foreach (var ratio in report.Ratios)
            Line($"| {ratio.Name} | {ratio.Value:0.00} | {Goal(ratio)} |");
        if (report.Ratios.Count == 0)
            Line($"| (nothing that is compared was measured) | | |");
        AddLadder(report.Ladder, Line);
        foreach (var figure in report.Medians)
        {
            foreach (var violation in figure.Violations ?? [])
                Line($"\n- **{figure.Contestant} {figure.Load}**: {violation}");
        }
        Line($"\n## The peers\n");
        Line($"pgbench: one prepared INSERT … ON CONFLICT (key) DO NOTHING RETURNING for each claim on a random key, and DO UPDATE on one key (hot), 64 clients, 2 threads, default durability; its p99 is from the planned instants on, too (-R).\n");
        Line($"textbook Orleans: minimal API and silo in one process, one grain for each customer, IPersistentState on AdoNet PostgreSQL, read once and written with each claim; prepared statements, binary format, no tokens, policies, log or feed.\n");
        Line($"Goal constant: {ComparisonReport.BatchGoalPerSecond:#,0} claims/s is what Redis with appendfsync always did on a machine of this kind when the goal was set; no Redis runs here.\n");
        Line($"## Environment\n\n{report.Environment}; seed {report.Seed}; {report.EndedUtc:u}.");
        return text.ToString();
    }

    static void AddLadder(IReadOnlyList<Rung> ladder, Action<FormattableString> line)
    {
        if (ladder.Count == 0)
            return;
        line($"\n## Ladder: where the time of a first claim goes\n\n| rung | claims/s | CPU µs/claim: server | PostgreSQL | claims/s of the rung above |\n|---|---:|---:|---:|---|");
        foreach (var rung in ladder)
            line($"| {rung.Contestant} | {rung.ClaimsPerSecond:#,0} | {rung.ServerCpuMicroseconds:0.0} | {rung.PostgresCpuMicroseconds:0.0} | {OfAbove(rung)} |");
        line($"\nThe engine runs here without HTTP: 64 callers in a closed loop in its own process, so their CPU is in the server's. Rungs with HTTP share the cores with the load generator, which the others do not have: CPU for each claim says more than claims a second.");
    }

    static string OfAbove(Rung rung) => rung.OfAbove is { } share
        ? FormattableString.Invariant($"{share * 100:0} % of {rung.Above}{(share > 1 ? ": **faster**" : "")}")
        : "";

    static string Rulings(Figure figure) => figure.Violations switch
    {
        null => "not checked",
        [] => "right",
        _ => "**WRONG**",
    };

    static string Goal(Ratio ratio) => ratio.Goal is { } goal
        ? FormattableString.Invariant($"≥ {goal:0.0#}: {(ratio.Value >= goal ? "met" : "**missed**")}")
        : "";
}
