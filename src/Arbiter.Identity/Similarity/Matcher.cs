using System.Collections.Immutable;
using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Similarity;

/// <summary>
/// Finds the customers in a list of leads, as a server would with one claim after another: a hard key decides, what is similar enough is
/// held for review. Links are followed to their end. A customer is compared with all that is known of it, the best pair first, so that a lead
/// with little on it goes to whom it fits best and makes no bridge between two customers. Deterministic; memory and time grow with
/// the number of rows, not with its square.
/// </summary>
public static class Matcher
{
    /// <summary>A token that more customers share is no trace (see <see cref="Blocking"/>).</summary>
    const int MostPerToken = 48;

    public static MatchResult Match(IReadOnlyList<LeadProfile> rows, SimilarityThresholds thresholds, SimilarityWeights? weights = null)
    {
        var clusters = new Clusters(rows.Count);
        var links = new List<MatchLink>();
        JoinByHardKeys(rows, clusters, links);
        var similar = new SimilarCustomers(rows, clusters, thresholds, weights ?? SimilarityWeights.Default, links);
        similar.JoinBestFirst(MostPerToken);
        return new MatchResult([.. links], similar.Warnings(), [.. Enumerable.Range(0, rows.Count).Select(clusters.Of)]);
    }

    static void JoinByHardKeys(IReadOnlyList<LeadProfile> rows, Clusters clusters, List<MatchLink> links)
    {
        var firstWith = new Dictionary<(IdentifierKind, string), int>();
        for (var row = 0; row < rows.Count; row++)
        {
            foreach (var key in rows[row].Keys)
            {
                if (key.Strength == KeyStrength.Hard && !firstWith.TryAdd((key.Kind, key.Value), row)
                    && clusters.Join(firstWith[(key.Kind, key.Value)], row))
                    links.Add(new MatchLink(firstWith[(key.Kind, key.Value)], row, null));
            }
        }
    }
}

/// <summary>
/// The links; pairs of customers that are only worth a warning, by their first rows, and are not linked; and for each row the row that stands for its
/// customer: the customer's first.
/// </summary>
public sealed record MatchResult(ImmutableArray<MatchLink> Links, ImmutableArray<MatchLink> Warnings, ImmutableArray<int> Clusters);
