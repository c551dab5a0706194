namespace Arbiter.LoadTests.Correctness;

/// <summary>A feed as it was read: whether it is without gaps and repeats, and whom it says customers were granted to.</summary>
/// <param name="afterSeq">The position after which it was read.</param>
public sealed class FeedLog(long afterSeq)
{
    readonly Dictionary<Guid, FeedGrant> grants = [];

    /// <summary>The last position read.</summary>
    public long LastSeq { get; private set; } = afterSeq;

    /// <summary>Events read.</summary>
    public long Count { get; private set; }

    /// <summary>Events that did not follow the one before.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>The first of those, for people.</summary>
    public string FirstOutOfOrder { get; private set; } = "";

    /// <summary>Events that grant a customer.</summary>
    public long GrantEvents { get; private set; }

    /// <summary>Who was granted a customer.</summary>
    public IReadOnlyDictionary<Guid, FeedGrant> Grants => grants;

    /// <summary>Takes the next event.</summary>
    public void Take(long seq)
    {
        if (seq != LastSeq + 1)
        {
            if (OutOfOrder++ == 0)
                FirstOutOfOrder = $"{seq} follows {LastSeq}";
        }
        LastSeq = seq;
        Count++;
    }

    /// <summary>Takes the next event, which grants a customer.</summary>
    public void TakeGrant(long seq, Guid customer, short rep)
    {
        Take(seq);
        GrantEvents++;
        var times = grants.TryGetValue(customer, out var before) ? before.Times + 1 : 1;
        grants[customer] = new(rep, times);
    }
}

/// <summary>What the feed says of a customer.</summary>
/// <param name="Rep">Number of the rep of the last grant.</param>
/// <param name="Times">How often it was granted.</param>
public readonly record struct FeedGrant(short Rep, int Times);
