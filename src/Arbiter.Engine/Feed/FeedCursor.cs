using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Feed;

/// <summary>
/// One reader's place in the log: every record after it, in order, once. What is read from the store has to continue, hash by hash, what was read before; where the
/// database was replaced by one that lacks some of it, the reader is told instead of being led on.
/// </summary>
public sealed class FeedCursor(CommittedFeed feed, IJournal journal, long after)
{
    readonly int branch = feed.Branch;
    byte[]? hash;

    public long Position { get; private set; } = after;

    /// <summary>What comes next is only in the store.</summary>
    public bool IsBehindMemory => feed.TryRead(Position, 0) is null;

    /// <summary>Up to <paramref name="limit"/> records that are committed already; none at the end of the log.</summary>
    /// <exception cref="FeedRestartedException">The log is not the one that was read before.</exception>
    public async Task<IReadOnlyList<LogRecord>> ReadAsync(int limit, CancellationToken cancel)
    {
        var page = feed.TryRead(Position, limit) ?? Continuing(await journal.ReadAsync(Position, limit, cancel).ConfigureAwait(false));
        if (feed.Branch != branch) throw new FeedRestartedException();
        if (page is [.., var last]) (Position, hash) = (last.Seq, last.Hash);
        return page;
    }

    /// <summary>Completes when there is more to read, when the feed has ended, or when it began again.</summary>
    public Task WaitAsync(CancellationToken cancel) => feed.WaitAsync(Position, branch, cancel);

    IReadOnlyList<LogRecord> Continuing(IReadOnlyList<LogRecord> page) =>
        page is not [var first, ..] || hash is null || (first.Seq == Position + 1 && HashChain.Follows(hash, first)) ? page : throw new FeedRestartedException();
}

/// <summary>The database was replaced by one whose log is another: what was read is not all in it, so that nobody can go on from there. Begin again from a snapshot.</summary>
public sealed class FeedRestartedException() : Exception("The log is not the one that was read before.");
