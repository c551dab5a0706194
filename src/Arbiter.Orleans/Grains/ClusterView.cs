namespace Arbiter.Orleans.Grains;

/// <summary>What a silo knows of its cluster, kept up to date by whoever follows the membership.</summary>
sealed class ClusterView
{
    volatile int active;
    volatile bool joined;

    /// <summary>This silo is active in the membership.</summary>
    public bool IsJoined => joined;

    /// <summary>No other silo is active.</summary>
    public bool IsAlone => active <= 1;

    public void Set(int activeSilos, bool isJoined) => (active, joined) = (activeSilos, isJoined);
}
