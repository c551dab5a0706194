using System.Globalization;

namespace Arbiter.LoadTests.Reports;

/// <summary>The pictures of a run: its latencies and, where it was counted by second, its rate.</summary>
static class RunCharts
{
    public static IEnumerable<string> Of(RunReport report) =>
        report.SentPerSecond.Count > 0 ? [Latency(report), Rate(report)] : [Latency(report)];

    static string Latency(RunReport report)
    {
        // Each tenfold rarer case gets the same width: the tail is what the curve is looked at for.
        var points = report.LatencyCurve.Select(point => (-Math.Log10(1 - point.Percentile / 100), point.LatencyMs)).ToList();
        SvgTick[] ticks = [new(0, "0 %"), new(-Math.Log10(0.5), "50 %"), new(1, "90 %"), new(2, "99 %"), new(3, "99.9 %"), new(4, "99.99 %")];
        var last = Math.Max(2, points.Select(point => point.Item1).DefaultIfEmpty().Max());
        return SvgChart.Draw("Latency by percentile", "percentile", "ms", [.. ticks.Where(tick => tick.At <= last)], [new("latency", "#1668dc", points)]);
    }

    static string Rate(RunReport report)
    {
        var seconds = Math.Max(1, report.SentPerSecond.Count);
        var every = Math.Max(1, (int)Math.Ceiling(seconds / 10.0));
        var ticks = Enumerable.Range(0, seconds).Where(second => second % every == 0)
            .Select(second => new SvgTick(second, second.ToString(CultureInfo.InvariantCulture)));
        return SvgChart.Draw(
            "Claims by second", "s", "claims/s", [.. ticks],
            [new("sent", "#8c8c8c", Points(report.SentPerSecond)), new("answered", "#389e0d", Points(report.AnsweredPerSecond))]);
    }

    static List<(double, double)> Points(IReadOnlyList<long> counts) => [.. counts.Select((count, second) => ((double)second, (double)count))];
}
