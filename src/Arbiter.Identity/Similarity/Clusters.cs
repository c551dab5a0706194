namespace Arbiter.Identity.Similarity;

/// <summary>Disjoint sets of rows (Tarjan, Efficiency of a good but not linear set union algorithm, 1975). The lowest row stands for its set.</summary>
sealed class Clusters(int count)
{
    readonly int[] parents = [.. Enumerable.Range(0, count)];

    internal int Of(int row)
    {
        while (parents[row] != row)
            row = parents[row] = parents[parents[row]];
        return row;
    }

    /// <summary>False when they are one set already.</summary>
    internal bool Join(int a, int b)
    {
        (a, b) = (Of(a), Of(b));
        if (a == b)
            return false;
        parents[Math.Max(a, b)] = Math.Min(a, b);
        return true;
    }
}
