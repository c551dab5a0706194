namespace Arbiter.LoadTests.Compare;

/// <summary>A step on the way from what HTTP alone allows down to the whole server: what is added here, and what it costs.</summary>
/// <param name="Contestant">Who stands on it.</param>
/// <param name="Above">The contestant that does all of this but the last part; null at the top.</param>
/// <param name="ClaimsPerSecond">First claims a second.</param>
/// <param name="ServerCpuMicroseconds">CPU of the server for each claim.</param>
/// <param name="PostgresCpuMicroseconds">CPU of PostgreSQL for each claim; null without it.</param>
/// <param name="OfAbove">Claims a second divided by those of the rung above: at most 1 where the ladder holds; null when that was not measured.</param>
public sealed record Rung(
    string Contestant, string? Above, double ClaimsPerSecond, double? ServerCpuMicroseconds, double? PostgresCpuMicroseconds, double? OfAbove);

/// <summary>Where the time of a first claim goes: Kestrel constant ≥ engine in memory ≥ engine on a store ≥ HTTP on that store.</summary>
static class Ladder
{
    static readonly (string Contestant, string? Above)[] order =
    [
        (ConstantContestant.Name, null),
        (EngineContestant.InMemory, ConstantContestant.Name),
        (EngineContestant.OnSqlite, EngineContestant.InMemory),
        (ArbiterContestant.OnSqlite, EngineContestant.OnSqlite),
        (EngineContestant.OnPostgres, EngineContestant.InMemory),
        (ArbiterContestant.OnPostgres, EngineContestant.OnPostgres),
    ];

    /// <summary>The rungs that were measured, from the top.</summary>
    public static IEnumerable<Rung> Of(IReadOnlyList<Figure> medians)
    {
        foreach (var (contestant, above) in order)
        {
            if (Find(contestant) is not { } figure)
                continue;
            yield return new(
                contestant, above, figure.ClaimsPerSecond,
                Microseconds(figure.ServerCpuSecondsPer1000), Microseconds(figure.PostgresCpuSecondsPer1000),
                Find(above) is { ClaimsPerSecond: > 0 } higher ? figure.ClaimsPerSecond / higher.ClaimsPerSecond : null);
        }

        Figure? Find(string? name) => medians.FirstOrDefault(figure => figure.Contestant == name && figure.Load == Loads.Storm);
    }

    // Seconds for a thousand claims are milliseconds for one.
    static double? Microseconds(double? secondsPer1000) => secondsPer1000 * 1000;
}
