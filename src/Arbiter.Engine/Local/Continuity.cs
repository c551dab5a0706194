using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Local;

/// <summary>
/// Whether a store's log goes on from what this process knew of it. It does not where the database was restored, or where a standby took over that lacked the end of it: then
/// positions mean something else than before, and nothing known may be built upon.
/// </summary>
sealed class Continuity(IJournal journal)
{
    const string AnotherLog = "The store's log is not the one that was read before.";

    /// <summary>Why the store, of which <paramref name="tail"/> was just read, is not to be used any more; null when it goes on from <paramref name="head"/>.</summary>
    /// <exception cref="UnusableStoreException">The store says so itself.</exception>
    public async Task<string?> WhyNotAsync(LogHead head, IReadOnlyList<LogRecord> tail, CancellationToken cancel)
    {
        if (tail is [var first, ..]) return first.Seq == head.Seq + 1 && HashChain.Follows(head.Hash, first) ? null : AnotherLog;
        var now = await journal.HeadAsync(cancel).ConfigureAwait(false);
        return now.Seq > head.Seq || now.IsSameAs(head) ? null : AnotherLog;
    }

    /// <summary>Whether the log that ends at <paramref name="now"/> still has the record that was the last one known.</summary>
    public async Task<bool> GoesOnAsync(LogHead known, LogHead now, CancellationToken cancel)
    {
        if (known.Seq == 0 || now.IsSameAs(known)) return true;
        if (now.Seq <= known.Seq) return false;
        return await journal.ReadAsync(known.Seq - 1, 1, cancel).ConfigureAwait(false) is [var record] && record.Hash.AsSpan().SequenceEqual(known.Hash);
    }
}
