using System.Globalization;
using Arbiter.LoadTests.Measuring;

namespace Arbiter.LoadTests.Load;

/// <summary>What a measured figure must satisfy for the run to count as passed.</summary>
/// <param name="Name">What is measured and the limit, for people.</param>
/// <param name="Measure">Takes the figure from what a run measured.</param>
/// <param name="Holds">Whether a figure is good enough.</param>
/// <param name="Unit">Unit of the figure.</param>
public sealed record Threshold(string Name, Func<IFigures, double> Measure, Func<double, bool> Holds, string Unit)
{
    /// <summary>The latency at a percentile stays below a limit.</summary>
    public static Threshold LatencyBelow(double percentile, double limitMs) => new(
        Invariant($"p{percentile} < {limitMs} ms"), m => m.LatencyMs(percentile), ms => ms < limitMs, "ms");

    /// <summary>The share of failed requests stays below a limit (0.001 is 0.1 %).</summary>
    public static Threshold ErrorRateBelow(double limit) => new(
        Invariant($"error rate < {limit * 100:0.###} %"), m => m.ErrorRate * 100, percent => percent < limit * 100, "%");

    /// <summary>The generator and the server kept up with the plan.</summary>
    public static Threshold SentAtLeast(double share) => new(
        Invariant($"sent/planned ≥ {share}"), m => m.SentShare, sent => sent >= share, "");

    /// <summary>So many claims a second at least.</summary>
    public static Threshold ClaimsPerSecondAtLeast(double limit) => new(
        Invariant($"claims/s ≥ {limit:0}"), m => m.ClaimsPerSecond, rate => rate >= limit, "/s");

    /// <summary>Judges what a run measured. What was not measured (not a number) is not good enough.</summary>
    public ThresholdResult Judge(IFigures figures)
    {
        var actual = Measure(figures);
        return new(Name, actual, Unit, Holds(actual));
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A threshold and what was measured.</summary>
/// <param name="Name">The threshold.</param>
/// <param name="Actual">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Passed">Whether it is good enough.</param>
public sealed record ThresholdResult(string Name, double Actual, string Unit, bool Passed);
