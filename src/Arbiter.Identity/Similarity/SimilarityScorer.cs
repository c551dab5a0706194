using System.Collections.Immutable;

namespace Arbiter.Identity.Similarity;

/// <summary>
/// How likely two profiles are one customer, with the reasons field by field. Pure, symmetric, and in integers: the same answer on every
/// machine. Weights of evidence add up (see <see cref="SimilarityWeights"/>); the score is the probability that their sum stands for.
/// </summary>
public static class SimilarityScorer
{
    /// <summary>Certain.</summary>
    public const int MaxScore = 10_000;

    public static SimilarityResult Score(LeadProfile a, LeadProfile b) => Score(a, b, SimilarityWeights.Default);

    public static SimilarityResult Score(LeadProfile a, LeadProfile b, SimilarityWeights weights)
    {
        var reasons = new List<SimilarityReason>(8);
        FieldEvidence.Collect(a, b, weights, reasons);
        reasons.Sort(static (x, y) => Math.Abs(y.Points).CompareTo(Math.Abs(x.Points)) is var byPoints and not 0
            ? byPoints
            : string.CompareOrdinal($"{x.Field} {x.Code}", $"{y.Field} {y.Code}"));

        var sum = weights.Prior;
        foreach (var reason in reasons)
            sum += reason.Points;
        var sharesHardKey = reasons.Exists(reason => reason.Code == SimilarityCodes.SameKey);
        var isCertain = sharesHardKey && reasons.TrueForAll(reason => reason.Points > 0);
        return new SimilarityResult(isCertain ? MaxScore : LogOdds.ToBasisPoints(sum), sharesHardKey, [.. reasons]);
    }

    /// <summary>Where to look for profiles that this one may be similar to: see <see cref="Blocking"/>.</summary>
    public static ImmutableArray<ulong> BlockingTokens(LeadProfile profile) => Blocking.Tokens(profile);
}
