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

    /// <summary>What Arbiter is held against, and how it stands.</summary>
    public IReadOnlyList<Ratio> Ratios { get; } = [.. RatiosOf(Medians)];

    /// <summary>No rule of correctness was broken and every request was answered.</summary>
    public bool Passed => Medians.All(figure => figure.Violations is null or []) && Medians.All(figure => figure.Failed == 0);

    static IEnumerable<Ratio> RatiosOf(IReadOnlyList<Figure> medians)
    {
        double? Peak(string contestant, string load) =>
            medians.FirstOrDefault(figure => figure.Contestant == contestant && figure.Load == load)?.ClaimsPerSecond;

        foreach (var arbiter in new[] { ArbiterContestant.OnPostgres, ArbiterContestant.OnSqlite })
        {
            if (Peak(arbiter, "storm") is not { } storm)
                continue;
            yield return new($"{arbiter} first claims / pgbench first claims", storm / Peak(PgbenchContestant.Name, "storm") ?? 0, 1);
            yield return new($"{arbiter} hot / pgbench hot", Peak(arbiter, "hot") / Peak(PgbenchContestant.Name, "hot") ?? 0, 1);
            yield return new($"{arbiter} batch / goal of {BatchGoalPerSecond:0} claims/s (a constant)", Peak(arbiter, "batch") / BatchGoalPerSecond ?? 0, 1);
            yield return new($"{arbiter} first claims / Kestrel constant", storm / Peak(ConstantContestant.Name, "storm") ?? 0, null);
        }
    }
}

/// <summary>Two figures against each other.</summary>
/// <param name="Name">Which.</param>
/// <param name="Value">The first divided by the second.</param>
/// <param name="Goal">At least this; null when it is only told.</param>
public sealed record Ratio(string Name, double Value, double? Goal);
