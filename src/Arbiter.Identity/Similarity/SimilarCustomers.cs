using System.Collections.Immutable;

namespace Arbiter.Identity.Similarity;

/// <summary>Joins customers that are similar, the most similar pair first; what is joined is compared anew with everything that either of them was near.</summary>
sealed class SimilarCustomers
{
    readonly Clusters clusters;
    readonly SimilarityThresholds thresholds;
    readonly SimilarityWeights weights;
    readonly List<MatchLink> links;
    readonly Dictionary<int, LeadProfile> profiles;
    readonly Dictionary<int, HashSet<int>> neighbours = [];

    /// <summary>Highest score first; among equals the earliest rows.</summary>
    readonly PriorityQueue<(int A, int B, LeadProfile ProfileA, LeadProfile ProfileB, SimilarityResult Result), (int, int, int)> queue = new();

    internal SimilarCustomers(
        IReadOnlyList<LeadProfile> rows, Clusters clusters, SimilarityThresholds thresholds, SimilarityWeights weights, List<MatchLink> links)
    {
        (this.clusters, this.thresholds, this.weights, this.links) = (clusters, thresholds, weights, links);
        profiles = Enumerable.Range(0, rows.Count).GroupBy(clusters.Of).ToDictionary(
            group => group.Key,
            group => group.Skip(1).Any() ? LeadProfile.Union(group.Select(row => rows[row])) : rows[group.Key]);
    }

    internal void JoinBestFirst(int mostPerToken)
    {
        FindNeighbours(mostPerToken);
        foreach (var (a, others) in neighbours)
        {
            foreach (var b in others)
            {
                if (a < b)
                    Weigh(a, b);
            }
        }

        while (queue.TryDequeue(out var best, out _))
        {
            // What was weighed before one of the two was joined with a third says nothing any more.
            if (profiles.GetValueOrDefault(best.A) == best.ProfileA && profiles.GetValueOrDefault(best.B) == best.ProfileB)
                Join(best.A, best.B, best.Result);
        }
    }

    /// <summary>After joining: pairs that stay two customers and look alike, in the order of their rows.</summary>
    internal ImmutableArray<MatchLink> Warnings() =>
    [
        .. neighbours.SelectMany(near => near.Value.Where(other => near.Key < other)
                .Select(other => new MatchLink(near.Key, other, SimilarityScorer.Score(profiles[near.Key], profiles[other], weights))))
            .Where(pair => thresholds.LevelOf(pair.Result!.Score) == SimilarityLevel.Warn)
            .OrderBy(pair => pair.First).ThenBy(pair => pair.Second),
    ];

    void FindNeighbours(int mostPerToken)
    {
        var byToken = new Dictionary<ulong, List<int>>();
        foreach (var (customer, profile) in profiles)
        {
            foreach (var token in Blocking.Tokens(profile))
            {
                if (!byToken.TryGetValue(token, out var sharers))
                    byToken.Add(token, sharers = new List<int>(1));
                // One more than looked at tells that there are too many.
                if (sharers.Count <= mostPerToken)
                    sharers.Add(customer);
            }
        }

        foreach (var sharers in byToken.Values.Where(sharers => sharers.Count > 1 && sharers.Count <= mostPerToken))
        {
            foreach (var a in sharers)
                NeighboursOf(a).UnionWith(sharers.Where(b => b != a));
        }
    }

    HashSet<int> NeighboursOf(int customer)
    {
        if (!neighbours.TryGetValue(customer, out var near))
            neighbours.Add(customer, near = []);
        return near;
    }

    void Weigh(int a, int b)
    {
        if (a > b)
            (a, b) = (b, a);
        var result = SimilarityScorer.Score(profiles[a], profiles[b], weights);
        if (result.Score >= thresholds.Hold)
            queue.Enqueue((a, b, profiles[a], profiles[b], result), (-result.Score, a, b));
    }

    void Join(int a, int b, SimilarityResult result)
    {
        links.Add(new MatchLink(a, b, result));
        clusters.Join(a, b);
        profiles[a] = profiles[a].With(profiles[b]);
        profiles.Remove(b);

        var near = NeighboursOf(a);
        near.UnionWith(NeighboursOf(b));
        near.ExceptWith([a, b]);
        neighbours.Remove(b);
        foreach (var other in near)
        {
            NeighboursOf(other).Remove(b);
            NeighboursOf(other).Add(a);
            Weigh(a, other);
        }
    }
}
