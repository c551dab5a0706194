using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Feed;

/// <summary>
/// The committed records as they come, in log order, without a gap. Keeps the latest ones as they are, for those who follow closely, and some more in packed form; whoever is
/// further behind reads from the store. Publishing never waits for a reader: readers are woken and come for what they have not seen.
/// </summary>
/// <param name="recent">Records kept as they are.</param>
/// <param name="earlier">Further records, before those, packed.</param>
/// <param name="earlierBytes">The space that those have; where it is too small for them they are fewer.</param>
public sealed class CommittedFeed(int recent = 2048, int earlier = 14_336, int earlierBytes = 8 << 20)
{
    readonly Lock gate = new();
    readonly LogRecord?[] ring = new LogRecord?[recent];
    readonly PackedRecords packed = new(earlier, earlierBytes);
    TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long head;
    int branch;
    bool complete;

    /// <summary>The last position published or skipped to.</summary>
    public long Head => Volatile.Read(ref head);

    /// <summary>Counts how often the log turned out to be another one than before; see <see cref="RestartAt"/>.</summary>
    public int Branch => Volatile.Read(ref branch);

    /// <summary>The log ends at <paramref name="seq"/>. When that is not where the feed stands, readers find the records in between in the store.</summary>
    public void StartAt(long seq)
    {
        lock (gate)
        {
            if (seq == head) return;
            BeginAfter(seq);
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
            BeginAfter(seq);
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
                ref var place = ref ring[record.Seq % recent];
                if (place is { } oldest) packed.Add(oldest);
                place = record;
                head = record.Seq;
            }
        }

        Wake();
    }

    /// <summary>Up to <paramref name="limit"/> records after <paramref name="after"/>; null when the first of them is no longer here.</summary>
    public IReadOnlyList<LogRecord>? TryRead(long after, int limit)
    {
        LogRecord[] records;
        byte[]? copied;
        int early;
        lock (gate)
        {
            if (after >= head) return [];
            if (after + 1 < packed.First) return null;
            records = new LogRecord[(int)Math.Min(limit, head - after)];
            early = (int)Math.Clamp(packed.Next - after - 1, 0, records.Length);
            copied = early > 0 ? packed.Copy(after + 1, early) : null;
            for (var i = early; i < records.Length; i++) records[i] = ring[(after + 1 + i) % recent]!;
        }

        // Nobody who publishes waits for this.
        if (copied is not null) PackedRecords.Unpack(copied, after + 1, records.AsSpan(0, early));
        return records;
    }

    /// <summary>Completes when the feed has gone beyond <paramref name="after"/>, has ended, or is no longer <paramref name="branchRead"/>.</summary>
    public async Task WaitAsync(long after, int branchRead, CancellationToken cancel)
    {
        // What comes next may not be all that is waited for.
        while (NewsAfter(after, branchRead) is { } more) await more.WaitAsync(cancel).ConfigureAwait(false);
    }

    Task? NewsAfter(long after, int branchRead)
    {
        lock (gate) return head > after || complete || branch != branchRead ? null : news.Task;
    }

    public bool IsComplete => Volatile.Read(ref complete);

    /// <summary>No more records will come.</summary>
    public void Complete()
    {
        lock (gate) complete = true;
        Wake();
    }

    void BeginAfter(long seq)
    {
        Array.Clear(ring);
        packed.BeginAt(seq + 1);
        head = seq;
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
