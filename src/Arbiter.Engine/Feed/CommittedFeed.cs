using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Feed;

/// <summary>
/// The committed records as they come, in log order, without a gap. Keeps the latest ones in a ring; whoever reads slower than the ring turns reads from the
/// store. Publishing never waits for a reader: readers are woken and come for what they have not seen.
/// </summary>
public sealed class CommittedFeed(int capacity = 16_384)
{
    readonly Lock gate = new();
    readonly LogRecord[] ring = new LogRecord[capacity];
    TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long first = 1;
    long head;
    int branch;
    bool complete;

    /// <summary>The last position published or skipped to.</summary>
    public long Head => Volatile.Read(ref head);

    public int Capacity => capacity;

    /// <summary>Counts how often the log turned out to be another one than before; see <see cref="RestartAt"/>.</summary>
    public int Branch => Volatile.Read(ref branch);

    /// <summary>The log ends at <paramref name="seq"/>. When that is not where the feed stands, readers find the records in between in the store.</summary>
    public void StartAt(long seq)
    {
        lock (gate)
        {
            if (seq == head) return;
            first = seq + 1;
            head = seq;
        }

        Wake();
    }

    /// <summary>
    /// The log is another one, which ends at <paramref name="seq"/>: the database was restored, or a standby took over that lacked the end of it. Whoever read the old one
    /// cannot go on in this one, and is told.
    /// </summary>
    public void RestartAt(long seq)
    {
        lock (gate)
        {
            branch++;
            first = seq + 1;
            head = seq;
        }

        Wake();
    }

    public void Publish(IReadOnlyList<LogRecord> records)
    {
        lock (gate)
        {
            foreach (var record in records)
            {
                if (record.Seq != head + 1) throw new InvalidOperationException($"The feed stands at {head}; {record.Seq} does not follow.");
                ring[record.Seq % capacity] = record;
                head = record.Seq;
            }

            first = Math.Max(first, head - capacity + 1);
        }

        Wake();
    }

    /// <summary>Up to <paramref name="limit"/> records after <paramref name="after"/>; null when the ring no longer has the first of them.</summary>
    public IReadOnlyList<LogRecord>? TryRead(long after, int limit)
    {
        lock (gate)
        {
            if (after >= head) return [];
            if (after + 1 < first) return null;
            var count = (int)Math.Min(limit, head - after);
            var records = new LogRecord[count];
            for (var i = 0; i < count; i++) records[i] = ring[(after + 1 + i) % capacity];
            return records;
        }
    }

    /// <summary>Completes when the feed has gone beyond <paramref name="after"/>, has ended, or is no longer <paramref name="branchRead"/>.</summary>
    public Task WaitAsync(long after, int branchRead, CancellationToken cancel)
    {
        Task task;
        lock (gate)
        {
            if (head > after || complete || branch != branchRead) return Task.CompletedTask;
            task = news.Task;
        }

        return task.WaitAsync(cancel);
    }

    public bool IsComplete => Volatile.Read(ref complete);

    /// <summary>No more records will come.</summary>
    public void Complete()
    {
        lock (gate) complete = true;
        Wake();
    }

    void Wake()
    {
        TaskCompletionSource woken;
        lock (gate)
        {
            woken = news;
            news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        woken.SetResult();
    }
}
