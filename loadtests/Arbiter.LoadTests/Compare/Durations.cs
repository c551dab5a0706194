namespace Arbiter.LoadTests.Compare;

/// <summary>How long each part of a comparison lasts.</summary>
/// <param name="WarmUp">Load before each peak; not counted. Long enough for the compiler to have replaced its first, slow code of the hot path.</param>
/// <param name="Peak">Load as fast as it goes.</param>
/// <param name="PacedWarmUp">The same load as what follows, not counted: before it, rulings were compared with the feed, and the load began from nothing.</param>
/// <param name="Paced">Load at 70 % of the peak. In full as long as Linux keeps changed pages, by default: it writes them at once when that is over, and so that comes once, not sometimes.</param>
/// <param name="PgbenchWarmUp">A run of pgbench before each counted one, so that it too finds caches that are warm; nothing of it needs compiling.</param>
/// <param name="Pgbench">Each counted run of pgbench.</param>
public sealed record Durations(TimeSpan WarmUp, TimeSpan Peak, TimeSpan PacedWarmUp, TimeSpan Paced, TimeSpan PgbenchWarmUp, TimeSpan Pgbench)
{
    /// <summary>For figures to keep.</summary>
    public static Durations Full { get; } = Of(15, 8, 4, 30, 4, 10);

    /// <summary>For a look.</summary>
    public static Durations Quick { get; } = Of(6, 5, 2, 5, 2, 5);

    static Durations Of(int warmUpS, int peakS, int pacedWarmUpS, int pacedS, int pgbenchWarmUpS, int pgbenchS) => new(
        TimeSpan.FromSeconds(warmUpS), TimeSpan.FromSeconds(peakS), TimeSpan.FromSeconds(pacedWarmUpS), TimeSpan.FromSeconds(pacedS),
        TimeSpan.FromSeconds(pgbenchWarmUpS), TimeSpan.FromSeconds(pgbenchS));
}
