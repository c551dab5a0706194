namespace Arbiter.Orleans.Grains;

/// <summary>What a silo knows of its cluster, kept up to date by whoever follows the membership and by those who wait for other silos.</summary>
sealed class ClusterView(TimeProvider time)
{
    /// <summary>A silo that fell silent is declared dead within some four seconds; after that, who is still in doubt asks again.</summary>
    static readonly TimeSpan DoubtFor = TimeSpan.FromSeconds(5);

    volatile int active;
    volatile bool joined;
    long doubtedAt;

    /// <summary>This silo is active in the membership.</summary>
    public bool IsJoined => joined;

    /// <summary>No other silo is active.</summary>
    public bool IsAlone => active <= 1;

    /// <summary>
    /// A silo did not answer a moment ago, and the membership has not changed since. What runs through it (its grains, and its part of the directory, in which any grain may
    /// stand) would wait until it has.
    /// </summary>
    public bool IsInDoubt => Volatile.Read(ref doubtedAt) is > 0 and var since && time.GetElapsedTime(since) < DoubtFor;

    /// <summary>A silo does not answer. When there is no other one, it is this one that is busy.</summary>
    public void Doubt()
    {
        if (!IsAlone && !IsInDoubt) Volatile.Write(ref doubtedAt, Math.Max(1, time.GetTimestamp()));
    }

    public void Set(int activeSilos, bool isJoined)
    {
        if (activeSilos != active) Volatile.Write(ref doubtedAt, 0);
        (active, joined) = (activeSilos, isJoined);
    }
}
