namespace Arbiter.Engine.Journal;

/// <summary>A piece of the log that one process tells another. Whoever makes one has seen that its records follow on <paramref name="Before"/>, one on the other.</summary>
/// <param name="Before">Where the log ended before the first of them.</param>
/// <param name="Records">At least one; with <see cref="LogRecord.Bound"/>, so that whoever is told knows which keys there are.</param>
public sealed record LogPiece(LogHead Before, IReadOnlyList<LogRecord> Records)
{
    /// <summary>Where the log ends after them.</summary>
    public LogHead Head => new(Records[^1].Seq, Records[^1].Hash);

    /// <summary>The piece, or null where a record does not follow on the one before it: it was changed on the way, or one is missing.</summary>
    public static LogPiece? Checked(LogHead before, IReadOnlyList<LogRecord> records) =>
        records.Count > 0 && HashChain.Follows(before, records) ? new LogPiece(before, records) : null;

    /// <summary>Both pieces as one; null when <paramref name="next"/> does not follow, or there would be more than <paramref name="most"/> records.</summary>
    public LogPiece? JoinedBy(LogPiece next, int most) =>
        Records.Count + next.Records.Count <= most && next.Before.IsSameAs(Head) ? new LogPiece(Before, [.. Records, .. next.Records]) : null;

    /// <summary>Those of the records that follow on <paramref name="head"/>; null when it is not in this piece.</summary>
    public IReadOnlyList<LogRecord>? After(LogHead head)
    {
        if (head.IsSameAs(Before)) return Records;
        var known = head.Seq - Before.Seq;
        return known > 0 && known < Records.Count && Records[(int)known - 1].Hash.AsSpan().SequenceEqual(head.Hash) ? [.. Records.Skip((int)known)] : null;
    }
}
