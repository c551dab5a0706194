using Arbiter.LoadTests.Measuring;

namespace Arbiter.LoadTests.Reports;

/// <summary>The percentiles that are told; milliseconds.</summary>
public sealed record LatencyFigures(double P50Ms, double P95Ms, double P99Ms, double P999Ms, double MaxMs)
{
    /// <summary>Takes them from a run.</summary>
    public static LatencyFigures Of(IFigures figures) =>
        new(figures.LatencyMs(50), figures.LatencyMs(95), figures.LatencyMs(99), figures.LatencyMs(99.9), figures.LatencyMs(100));
}

/// <summary>A point of the latency curve.</summary>
/// <param name="Percentile">0 to 100.</param>
/// <param name="LatencyMs">Not exceeded by that share; milliseconds.</param>
public sealed record PercentilePoint(double Percentile, double LatencyMs)
{
    /// <summary>The curve, as far as it was measured.</summary>
    public static IReadOnlyList<PercentilePoint> CurveOf(IFigures figures) =>
        [.. figures.Percentiles.Select(percentile => new PercentilePoint(percentile, figures.LatencyMs(percentile)))];
}
