using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Compare;

/// <summary>The result of a comparison.</summary>
/// <param name="EndedUtc">When it ended.</param>
/// <param name="Rounds">How often everything was measured.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Durations">How long each part lasted.</param>
/// <param name="Environment">What it ran on.</param>
/// <param name="Medians">A line for each contestant and load.</param>
/// <param name="AllRounds">Every single measurement.</param>
public sealed record ComparisonReport(
    DateTime EndedUtc, int Rounds, int Seed, Durations Durations, EnvironmentFacts Environment,
    IReadOnlyList<Figure> Medians, IReadOnlyList<Figure> AllRounds)
{
    /// <summary>
    /// What Redis with <c>appendfsync always</c> did on a machine of this kind when the goal was set. It is a constant: no Redis runs
    /// in this comparison.
    /// </summary>
    public const double BatchGoalPerSecond = 62_000;

    /// <summary>The share of one server's throughput that several keep when they share one machine: what agreeing with each other may cost.</summary>
    public const double ReplicasKeep = 0.75;

    /// <summary>First claims of Arbiter for each of the textbook's, with the local engine and with the Orleans engine in one silo.</summary>
    public const double TimesTextbook = 6, TimesTextbookOnOrleans = 4;

    /// <summary>What Arbiter is held against, and how it stands.</summary>
    public IReadOnlyList<Ratio> Ratios { get; } = [.. RatiosOf(Medians)];

    /// <summary>Where the time of a first claim goes.</summary>
    public IReadOnlyList<Rung> Ladder { get; } = [.. Compare.Ladder.Of(Medians)];

    /// <summary>No rule of correctness was broken and every request was answered.</summary>
    public bool Passed => Medians.All(figure => figure.Violations is null or []) && Medians.All(figure => figure.Failed == 0);

    static IEnumerable<Ratio> RatiosOf(IReadOnlyList<Figure> medians)
    {
        double? Peak(string contestant, string load) =>
            medians.FirstOrDefault(figure => figure.Contestant == contestant && figure.Load == load)?.ClaimsPerSecond;

        foreach (var load in new[] { Loads.Storm, Loads.Crowd })
        {
            if (Peak(ArbiterContestant.Replicas, load) / Peak(ArbiterContestant.OnPostgres, load) is { } ofOne)
                yield return new($"{ArbiterContestant.Replicas} first claims over {Loads.ConnectionsOf(load)} connections / one server", ofOne, ReplicasKeep);
        }
        foreach (var (arbiter, atLeast) in new[] { (ArbiterContestant.OnPostgres, TimesTextbook), (ArbiterContestant.OnOrleans, TimesTextbookOnOrleans) })
        {
            if (Peak(arbiter, Loads.Storm) / Peak(TextbookContestant.Name, Loads.Storm) is { } times)
                yield return new($"{arbiter} first claims / {TextbookContestant.Name}", times, atLeast);
        }
        foreach (var arbiter in new[] { ArbiterContestant.OnPostgres, ArbiterContestant.OnSqlite })
        {
            Ratio?[] ratios =
            [
                Of("first claims / pgbench first claims", Loads.Storm, Peak(PgbenchContestant.Name, Loads.Storm), 1),
                Of("hot / pgbench hot", Loads.Hot, Peak(PgbenchContestant.Name, Loads.Hot), 3),
                Of($"batch / goal of {BatchGoalPerSecond:0} claims/s (a constant)", Loads.Batch, BatchGoalPerSecond, 1),
                Of("first claims / Kestrel constant", Loads.Storm, Peak(ConstantContestant.Name, Loads.Storm), null),
            ];
            foreach (var ratio in ratios.OfType<Ratio>())
                yield return ratio;

            // What was left out is not compared, and so misses no goal.
            Ratio? Of(string name, string load, double? against, double? goal) =>
                Peak(arbiter, load) / against is { } value ? new($"{arbiter} {name}", value, goal) : null;
        }
    }
}

/// <summary>Two figures against each other.</summary>
/// <param name="Name">Which.</param>
/// <param name="Value">The first divided by the second.</param>
/// <param name="Goal">At least this; null when it is only told.</param>
public sealed record Ratio(string Name, double Value, double? Goal);
