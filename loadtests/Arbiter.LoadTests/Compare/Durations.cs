namespace Arbiter.LoadTests.Compare;

/// <summary>How long each part of a comparison lasts.</summary>
/// <param name="WarmUp">Load before each peak; not counted.</param>
/// <param name="Peak">Load as fast as it goes.</param>
/// <param name="Paced">Load at 70 % of the peak.</param>
/// <param name="Pgbench">Each run of pgbench.</param>
public sealed record Durations(TimeSpan WarmUp, TimeSpan Peak, TimeSpan Paced, TimeSpan Pgbench)
{
    /// <summary>For figures to keep.</summary>
    public static Durations Full { get; } = Of(4, 8, 8, 10);

    /// <summary>For a look.</summary>
    public static Durations Quick { get; } = Of(2, 4, 4, 5);

    static Durations Of(int warmUpS, int peakS, int pacedS, int pgbenchS) => new(
        TimeSpan.FromSeconds(warmUpS), TimeSpan.FromSeconds(peakS), TimeSpan.FromSeconds(pacedS), TimeSpan.FromSeconds(pgbenchS));
}
