using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Arbiter.Domain.Customers;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Feed;

/// <summary>
/// Consecutive records of the log, the latest that fit, in one block of memory that is allocated once. As objects, thousands of records would each live for about a second:
/// long enough for the garbage collector to move every one of them twice, and then to find it dead. Not safe for two threads at once.
/// </summary>
sealed class PackedRecords
{
    /// <summary>Length in all, previous event, instant in ticks, customer (zeros if none), hash.</summary>
    const int FixedBytes = 4 + 8 + 8 + 16 + HashBytes;

    const int HashBytes = 32;

    readonly byte[] block;

    /// <summary>Where each record begins, at its number modulo the length.</summary>
    readonly int[] places;

    /// <summary>Behind the newest record; the oldest is the next one from there on, around the end of the block.</summary>
    int end;

    long first = 1;
    long next = 1;

    /// <param name="most">Records at the most.</param>
    /// <param name="sizeBytes">All of them together, at the most.</param>
    public PackedRecords(int most, int sizeBytes)
    {
        block = GC.AllocateUninitializedArray<byte>(sizeBytes, pinned: true);
        places = new int[most];
    }

    /// <summary>The number of the first record that is here; the one that comes next when none is.</summary>
    public long First => first;

    /// <summary>The number of the record that comes next.</summary>
    public long Next => next;

    /// <summary>Forgets all; the next record is <paramref name="seq"/>.</summary>
    public void BeginAt(long seq)
    {
        first = next = seq;
        end = 0;
    }

    /// <summary>Adds the record that comes next, in the place of the oldest ones. One that is larger than all of this leaves nothing.</summary>
    public void Add(LogRecord record)
    {
        if (record.Seq != next) throw new InvalidOperationException($"{record.Seq} does not follow {next - 1}.");
        var length = FixedBytes + 4 + 4 + 4 + Encoding.UTF8.GetByteCount(record.Type) + Encoding.UTF8.GetByteCount(record.Actor) + Encoding.UTF8.GetByteCount(record.Payload);
        if (length > block.Length)
        {
            BeginAt(record.Seq + 1);
            return;
        }

        var at = MakeRoom(length);
        Write(record, block.AsSpan(at, length));
        places[next % places.Length] = at;
        end = at + length;
        next++;
    }

    /// <summary>Some records as they are packed, for <see cref="Unpack"/>. A copy in rented memory: it stays as it is.</summary>
    public byte[] Copy(long from, int count)
    {
        var size = 0;
        for (var seq = from; seq < from + count; seq++) size += Packed(seq).Length;
        var copy = ArrayPool<byte>.Shared.Rent(size);
        var at = 0;
        for (var seq = from; seq < from + count; seq++)
        {
            var packed = Packed(seq);
            packed.CopyTo(copy.AsSpan(at));
            at += packed.Length;
        }

        return copy;
    }

    /// <summary>The records that were copied, of which the first is <paramref name="from"/>. Gives the copy back.</summary>
    public static void Unpack(byte[] copy, long from, Span<LogRecord> records)
    {
        ReadOnlySpan<byte> rest = copy;
        for (var i = 0; i < records.Length; i++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            records[i] = Read(from + i, rest[..length]);
            rest = rest[length..];
        }

        ArrayPool<byte>.Shared.Return(copy);
    }

    ReadOnlySpan<byte> Packed(long seq)
    {
        var from = block.AsSpan(places[seq % places.Length]);
        return from[..BinaryPrimitives.ReadInt32LittleEndian(from)];
    }

    /// <summary>Where so many bytes may be written. A record lies in one piece: where the rest of the block is too short for it, it begins at the front.</summary>
    int MakeRoom(int length)
    {
        if (next - first == places.Length) first++;
        var at = end;
        if (at + length > block.Length)
        {
            // What lies behind is the oldest, and is passed over.
            while (first < next && places[first % places.Length] >= at) first++;
            at = 0;
        }

        while (first < next && places[first % places.Length] is var oldest && oldest >= at && oldest < at + length) first++;
        return at;
    }

    static void Write(LogRecord record, Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, to.Length);
        BinaryPrimitives.WriteInt64LittleEndian(to[4..], record.Prev);
        BinaryPrimitives.WriteInt64LittleEndian(to[12..], record.At.UtcTicks);
        (record.Customer?.Value ?? Guid.Empty).TryWriteBytes(to[20..]);
        record.Hash.CopyTo(to[36..]);
        var at = FixedBytes;
        WriteText(record.Type, to, ref at);
        WriteText(record.Actor, to, ref at);
        WriteText(record.Payload, to, ref at);
    }

    static LogRecord Read(long seq, ReadOnlySpan<byte> from)
    {
        var prev = BinaryPrimitives.ReadInt64LittleEndian(from[4..]);
        var instant = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(from[12..]), TimeSpan.Zero);
        var customer = new Guid(from.Slice(20, 16));
        var hash = from.Slice(36, HashBytes).ToArray();
        var at = FixedBytes;
        var type = ReadText(from, ref at);
        var actor = ReadText(from, ref at);
        var payload = ReadText(from, ref at);
        return new LogRecord(seq, prev, type, customer == Guid.Empty ? null : new CustomerId(customer), instant, actor, payload, hash);
    }

    static void WriteText(string text, Span<byte> to, ref int at)
    {
        var written = Encoding.UTF8.GetBytes(text, to[(at + 4)..]);
        BinaryPrimitives.WriteInt32LittleEndian(to[at..], written);
        at += 4 + written;
    }

    static string ReadText(ReadOnlySpan<byte> from, ref int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(from[at..]);
        var text = Encoding.UTF8.GetString(from.Slice(at + 4, length));
        at += 4 + length;
        return text;
    }
}
