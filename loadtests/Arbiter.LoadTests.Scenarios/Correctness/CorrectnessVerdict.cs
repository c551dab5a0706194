namespace Arbiter.LoadTests.Correctness;

/// <summary>Whether the rulings of a run can all be true together, and whether the feed tells the same story.</summary>
/// <param name="Rulings">Rulings received, by verdict.</param>
/// <param name="Keys">Customers claimed.</param>
/// <param name="OutcomesUnknown">Claims that got no ruling although they may have been decided.</param>
/// <param name="FeedEvents">Events read afterwards.</param>
/// <param name="FeedGrants">Of those, grants.</param>
/// <param name="Violations">What is wrong; empty when all is well.</param>
public sealed record CorrectnessVerdict(
    IReadOnlyDictionary<Verdict, long> Rulings,
    long Keys,
    long OutcomesUnknown,
    long FeedEvents,
    long FeedGrants,
    IReadOnlyList<Violation> Violations)
{
    /// <summary>Nothing is wrong.</summary>
    public bool Passed => Violations.Count == 0;
}

/// <summary>A broken rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Count">How often it is broken.</param>
/// <param name="Example">The first case.</param>
public sealed record Violation(string Rule, long Count, string Example);

/// <summary>Collects broken rules: the count of each, and its first case.</summary>
sealed class Violations
{
    readonly Dictionary<string, Violation> byRule = [];

    public IReadOnlyList<Violation> All => [.. byRule.Values];

    public void Add(string rule, FormattableString example, long count = 1) =>
        byRule[rule] = byRule.TryGetValue(rule, out var before)
            ? before with { Count = before.Count + count }
            : new(rule, count, FormattableString.Invariant(example));
}
