using System.Runtime.CompilerServices;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Feed;

/// <summary>Reads the log from any position on and goes on with what comes: from the store as long as it has to, then from memory.</summary>
public sealed class FeedReader(CommittedFeed feed, IJournal journal)
{
    const int PageSize = 500;

    /// <summary>The last position that is known to be committed.</summary>
    public long Head => feed.Head;

    /// <summary>A page of what is committed already.</summary>
    public async Task<IReadOnlyList<LogRecord>> PageAsync(long after, int limit, CancellationToken cancel) =>
        feed.TryRead(after, limit) ?? await journal.ReadAsync(after, limit, cancel).ConfigureAwait(false);

    public FeedCursor From(long after) => new(feed, journal, after);

    /// <summary>Everything after <paramref name="after"/>, in order, once, until the feed ends or the reader does.</summary>
    /// <exception cref="FeedRestartedException">The log is another one than before.</exception>
    public async IAsyncEnumerable<IReadOnlyList<LogRecord>> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var cursor = From(after);
        while (!cancel.IsCancellationRequested)
        {
            var page = await cursor.ReadAsync(PageSize, cancel).ConfigureAwait(false);
            if (page.Count > 0)
            {
                yield return page;
                continue;
            }

            if (feed.IsComplete) yield break;
            await cursor.WaitAsync(cancel).ConfigureAwait(false);
        }
    }
}
