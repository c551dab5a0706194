using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Arbiter.Domain.Customers;

namespace Arbiter.Engine.Journal;

/// <summary>
/// Chains every record to the one before it, so that a record cannot be changed, dropped or slipped in without all later hashes changing.
/// The hash is SHA-256 over: hash before, seq, prev, instant in ms since 1970 (8 bytes each, big-endian), customer (16 bytes, zeros if none), then type, actor
/// and payload in UTF-8, each led by its length in bytes (4 bytes, big-endian).
/// </summary>
public static class HashChain
{
    const int FixedBytes = 32 + 8 + 8 + 8 + 16;

    public static byte[] Next(
        ReadOnlySpan<byte> before, long seq, long prev, DateTimeOffset at, CustomerId? customer, string type, string actor, string payload)
    {
        var sizeBytes = FixedBytes + 12 + Encoding.UTF8.GetMaxByteCount(type.Length + actor.Length + payload.Length);
        var rented = sizeBytes > 2048 ? new byte[sizeBytes] : null;
        var buffer = rented ?? stackalloc byte[2048];
        before.CopyTo(buffer);
        BinaryPrimitives.WriteInt64BigEndian(buffer[32..], seq);
        BinaryPrimitives.WriteInt64BigEndian(buffer[40..], prev);
        BinaryPrimitives.WriteInt64BigEndian(buffer[48..], at.ToUnixTimeMilliseconds());
        (customer?.Value ?? Guid.Empty).TryWriteBytes(buffer[56..], bigEndian: true, out _);
        var length = Append(buffer, FixedBytes, type);
        length = Append(buffer, length, actor);
        length = Append(buffer, length, payload);
        return SHA256.HashData(buffer[..length]);
    }

    /// <summary>True when <paramref name="record"/> really follows a record whose hash is <paramref name="before"/>.</summary>
    public static bool Follows(ReadOnlySpan<byte> before, LogRecord record) => record.Hash.AsSpan().SequenceEqual(
        Next(before, record.Seq, record.Prev, record.At, record.Customer, record.Type, record.Actor, record.Payload));

    /// <summary>True when all of them follow <paramref name="head"/>, one on the other.</summary>
    public static bool Follows(LogHead head, IReadOnlyList<LogRecord> records)
    {
        foreach (var record in records)
        {
            if (record.Seq != head.Seq + 1 || !Follows(head.Hash, record)) return false;
            head = new LogHead(record.Seq, record.Hash);
        }

        return true;
    }

    static int Append(Span<byte> buffer, int at, string text)
    {
        var written = Encoding.UTF8.GetBytes(text, buffer[(at + 4)..]);
        BinaryPrimitives.WriteInt32BigEndian(buffer[at..], written);
        return at + 4 + written;
    }
}
