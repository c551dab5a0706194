using System.Globalization;
using System.Text;
using Arbiter.LoadTests.Correctness;

namespace Arbiter.LoadTests.Reports;

/// <summary>A run as Markdown: for a pull request, and the text of the HTML report.</summary>
public static class MarkdownReport
{
    /// <summary>Writes it.</summary>
    public static string Of(RunReport report)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"# {report.Scenario}: {(report.Passed ? "passed" : "FAILED")}\n\n{report.Purpose}\n");
        Line($"{string.Join(", then ", report.Steps)}; {report.Connections} connections, {report.ClaimsPerRequest} claims a request, seed {report.Seed}.\n");
        Line($"| | |\n|---|---:|");
        Line($"| requests sent / planned | {report.Sent:#,0} / {report.Planned:#,0} |");
        Line($"| requests answered | {report.Answered:#,0} |");
        Line($"| claims a second | {report.ClaimsPerSecond:#,0} |");
        Line($"| latency p50 / p95 | {Told(report.Latency.P50Ms)} / {Told(report.Latency.P95Ms)} ms |");
        Line($"| latency p99 / p99.9 | {Told(report.Latency.P99Ms)} / {Told(report.Latency.P999Ms)} ms |");
        Line($"| latency max | {Told(report.Latency.MaxMs)} ms |");
        foreach (var (name, value) in report.More)
            Line($"| {name} | {value:#,0.##} |");
        foreach (var (kind, count) in report.Failures)
            Line($"| failed: {kind} | {count:#,0} |");
        Line($"\nLatency counts from {report.LatencyCountsFrom}.\n\n## Thresholds\n\n| threshold | measured | |\n|---|---:|---|");
        foreach (var threshold in report.Thresholds)
            Line($"| {threshold.Name} | {threshold.Actual:#,0.###} {threshold.Unit} | {(threshold.Passed ? "kept" : "**broken**")} |");
        if (report.Correctness is { } correctness)
            AddCorrectness(correctness, Line);
        Line($"\n## Environment\n\n{report.Environment}; {report.EndedUtc:u}.");
        return text.ToString();
    }

    // A generator may not tell every percentile.
    static string Told(double ms) => double.IsNaN(ms) ? "–" : ms.ToString("0.00", CultureInfo.InvariantCulture);

    static void AddCorrectness(CorrectnessVerdict verdict, Action<FormattableString> line)
    {
        line($"\n## Correctness: {(verdict.Passed ? "no violation" : "VIOLATED")}\n");
        var rulings = string.Join(", ", verdict.Rulings.OrderByDescending(entry => entry.Value).Select(entry => FormattableString.Invariant($"{entry.Key} {entry.Value:#,0}")));
        line($"{verdict.Keys:#,0} keys; rulings: {rulings}; outcomes unknown: {verdict.OutcomesUnknown:#,0}; feed: {verdict.FeedEvents:#,0} events, {verdict.FeedGrants:#,0} grants.");
        foreach (var violation in verdict.Violations)
            line($"\n- **{violation.Rule}**: broken {violation.Count:#,0} times; first: {violation.Example}");
    }
}
