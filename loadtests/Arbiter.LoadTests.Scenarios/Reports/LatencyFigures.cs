using Arbiter.LoadTests.Measuring;

namespace Arbiter.LoadTests.Reports;

/// <summary>The percentiles that are told; milliseconds.</summary>
public sealed record LatencyFigures(double P50Ms, double P95Ms, double P99Ms, double P999Ms, double MaxMs)
{
    /// <summary>Takes them from a histogram.</summary>
    public static LatencyFigures Of(LatencyHistogram histogram) => new(
        histogram.PercentileNs(50) / 1e6, histogram.PercentileNs(95) / 1e6, histogram.PercentileNs(99) / 1e6,
        histogram.PercentileNs(99.9) / 1e6, histogram.MaxNs / 1e6);
}

/// <summary>A point of the latency curve.</summary>
/// <param name="Percentile">0 to 100.</param>
/// <param name="LatencyMs">Not exceeded by that share; milliseconds.</param>
public sealed record PercentilePoint(double Percentile, double LatencyMs)
{
    /// <summary>The curve, denser towards the tail, as far as there are values to tell it from.</summary>
    public static IReadOnlyList<PercentilePoint> CurveOf(LatencyHistogram histogram)
    {
        var points = new List<PercentilePoint>();
        for (var left = 1.0; left * histogram.Count >= 1 && left > 1e-6; left *= 0.8)
            points.Add(new(100 * (1 - left), histogram.PercentileNs(100 * (1 - left)) / 1e6));
        return points;
    }
}
