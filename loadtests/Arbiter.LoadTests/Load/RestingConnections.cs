using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Load;

/// <summary>Connections that wait before their next request: told to by Retry-After, or because they could not be opened.</summary>
sealed class RestingConnections(int capacity)
{
    readonly List<(Connection Connection, long UntilNs)> waiting = new(capacity);

    public void Add(Connection connection, long untilNs) => waiting.Add((connection, untilNs));

    public void Clear() => waiting.Clear();

    public void Wake(long nowNs, Queue<Connection> into)
    {
        for (var index = waiting.Count - 1; index >= 0; index--)
        {
            if (waiting[index].UntilNs > nowNs)
                continue;
            into.Enqueue(waiting[index].Connection);
            waiting.RemoveAt(index);
        }
    }
}
