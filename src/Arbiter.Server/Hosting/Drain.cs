using Arbiter.Engine.Local;

namespace Arbiter.Server.Hosting;

/// <summary>How long a server that is told to end may take, at the most; usually it is gone within a second. Whoever stops it by force should wait longer.</summary>
public static class Drain
{
    /// <summary>For requests under way; then their connections are cut.</summary>
    public static readonly TimeSpan Requests = TimeSpan.FromSeconds(15);

    /// <summary>A commit that hangs until the store's own limit, the leaderboard's checkpoint, the last metrics.</summary>
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    /// <summary>Requests first, then what was decided, then the rest: one after the other.</summary>
    public static TimeSpan Longest => Requests + LocalEngine.DrainLimit + Rest;
}
