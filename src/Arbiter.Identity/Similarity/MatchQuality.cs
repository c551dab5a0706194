using System.Collections.Immutable;

namespace Arbiter.Identity.Similarity;

/// <summary>
/// How a matching compares with the truth, counted in pairs of rows: precision is the part of the pairs taken for one customer that are one,
/// recall the part of the pairs that are one and were taken so. A matching without
/// pairs has precision 1; a truth without pairs, recall 1.
/// </summary>
public sealed record MatchQuality(long RealPairs, long FoundPairs, long RightPairs)
{
    public double Precision => FoundPairs == 0 ? 1 : (double)RightPairs / FoundPairs;

    public double Recall => RealPairs == 0 ? 1 : (double)RightPairs / RealPairs;

    /// <param name="clusters">For each row, what stands for its customer in the matching.</param>
    /// <param name="truth">For each row, its true customer.</param>
    public static MatchQuality Of(ImmutableArray<int> clusters, IReadOnlyList<string> truth) => new(
        Pairs(truth), Pairs(clusters), Pairs(clusters.Select((cluster, row) => (cluster, truth[row]))));

    static long Pairs<T>(IEnumerable<T> labels) where T : notnull => labels.CountBy(label => label).Sum(group => (long)group.Value * (group.Value - 1) / 2);
}
