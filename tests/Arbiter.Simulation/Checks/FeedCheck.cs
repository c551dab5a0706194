using Arbiter.Engine.Journal;
using Arbiter.Simulation.Store;

namespace Arbiter.Simulation.Checks;

/// <summary>P6: what each replica publishes is the log, in order, each record once, from the position at which it opened.</summary>
sealed class FeedCheck(SimulatedStore store, int replicas)
{
    readonly long[] published = new long[replicas];

    public void StartedAt(int replica, long seq)
    {
        Promise.Keep(seq >= published[replica], Promise.CompleteFeed, () => $"r{replica} opened at {seq}, behind {published[replica]}");
        published[replica] = seq;
    }

    public void Published(int replica, IReadOnlyList<LogRecord> records)
    {
        foreach (var record in records)
        {
            Promise.Keep(record.Seq == published[replica] + 1, Promise.CompleteFeed, () => $"r{replica} published {record.Seq} after {published[replica]}");
            Promise.Keep(record.Seq <= store.Head.Seq, Promise.Durable, () => $"r{replica} published {record.Seq}, which is not in the log");
            Promise.Keep(
                record.Hash.AsSpan().SequenceEqual(store.Log[(int)record.Seq - 1].Hash), Promise.CompleteFeed,
                () => $"r{replica} published another record {record.Seq} than the log's");
            published[replica] = record.Seq;
        }
    }

    public void CheckAtEnd()
    {
        for (var i = 0; i < replicas; i++)
        {
            var replica = i;
            Promise.Keep(published[i] == store.Head.Seq, Promise.CompleteFeed, () => $"r{replica} published up to {published[replica]} of {store.Head.Seq}");
        }
    }
}
