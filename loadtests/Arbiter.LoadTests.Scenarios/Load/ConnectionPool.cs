using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Load;

/// <summary>
/// The connections of a generator: which are free, in the order in which they became free, and which must wait a while, because
/// they were told to (Retry-After) or could not be opened. With several targets every one gets its share of them.
/// </summary>
sealed class ConnectionPool(IReadOnlyList<Target> targets, int count, int maxRequestBytes) : IDisposable
{
    const long LongestRestNs = 5_000_000_000;
    const long ReconnectPauseNs = 100_000_000;

    readonly ReadinessQueue queue = new();
    readonly Queue<Connection> free = new(count);
    readonly List<(Connection Connection, long UntilNs)> resting = new(count);
    Connection[] connections = [];

    public bool HasFree => free.Count > 0;

    public IEnumerable<Connection> InFlight => connections.Where(connection => connection.InFlight);

    /// <summary>Opens so many connections and frees them; the others stay out of use.</summary>
    public void Open(int used)
    {
        if (connections.Length == 0)
            connections = [.. Enumerable.Range(0, count).Select(id => new Connection(id, targets[id % targets.Count], queue, maxRequestBytes))];
        resting.Clear();
        free.Clear();
        foreach (var connection in connections.Take(used))
        {
            connection.TryOpen(); // What does not open now is tried again when it is its turn, and counts then.
            free.Enqueue(connection);
        }
    }

    public Connection Take() => free.Dequeue();

    public void Free(Connection connection) => free.Enqueue(connection);

    /// <summary>The server said Retry-After. Bounded: no run waits for minutes because of one answer.</summary>
    public void RestAsTold(Connection connection, long nowNs, int seconds) =>
        resting.Add((connection, nowNs + Math.Min(LongestRestNs, seconds * 1_000_000_000L)));

    /// <summary>The connection could not be opened: trying again at once would only burn the CPU that the server needs to come back.</summary>
    public void RestAfterRefusal(Connection connection, long nowNs) => resting.Add((connection, nowNs + ReconnectPauseNs));

    public void Wake(long nowNs)
    {
        for (var index = resting.Count - 1; index >= 0; index--)
        {
            if (resting[index].UntilNs > nowNs)
                continue;
            free.Enqueue(resting[index].Connection);
            resting.RemoveAt(index);
        }
    }

    /// <summary>Waits until connections are ready, but not longer than a time in nanoseconds; returns how many are.</summary>
    public int Wait(long timeoutNs) => queue.Wait(Math.Max(0, timeoutNs));

    public Connection Ready(int index) => connections[queue.ReadyId(index)];

    public void Dispose()
    {
        foreach (var connection in connections)
            connection.Dispose();
        queue.Dispose();
    }
}
