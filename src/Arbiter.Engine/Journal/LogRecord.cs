using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;

namespace Arbiter.Engine.Journal;

/// <summary>The end of the log: the last sequence number and the hash of that record (32 bytes; zeros before the first).</summary>
public sealed record LogHead(long Seq, byte[] Hash)
{
    public static LogHead Empty { get; } = new(0, new byte[32]);

    /// <summary>The same end of the same log.</summary>
    public bool IsSameAs(LogHead other) => Seq == other.Seq && Hash.AsSpan().SequenceEqual(other.Hash);
}

/// <summary>One event as it stands in the log.</summary>
/// <param name="Seq">1, 2, 3, … without a gap; a lower number is always visible first.</param>
/// <param name="Prev">The previous event of the same customer, 0 for its first: a customer's history is a walk along these.</param>
/// <param name="Type">The event's name, such as <c>claimGranted</c>.</param>
/// <param name="Payload">JSON without personal data, exactly as it was hashed.</param>
/// <param name="Hash">SHA-256 over this record and the hash of the one before; see <see cref="HashChain"/>.</param>
public sealed record LogRecord(
    long Seq, long Prev, string Type, CustomerId? Customer, DateTimeOffset At, string Actor, string Payload, byte[] Hash)
{
    /// <summary>The event that this record was made of, where it was decided or taken in by this process: it need not be read back from its text.</summary>
    public DomainEvent? Event { get; set; }

    /// <summary>
    /// Keys that lead to its customer, at least those that this record bound, where it was read to learn what others wrote; null: not known. Identifiers are
    /// personal: gone before the record is passed on.
    /// </summary>
    public IReadOnlyList<CustomerKey>? Bound { get; set; }

    /// <summary>The record as the API shows it, once somebody has rendered it: a thousand subscribers who keep up share one rendering.</summary>
    public byte[]? Rendered { get; set; }
}
