using System.Numerics;
using System.Runtime.InteropServices;

namespace Arbiter.Proofs.Chaos;

/// <summary>How far a feed was read, and a checksum (CRC-32C) over all that was in it: two readers of one log at one position have the same, unless one of them saw something else.</summary>
struct FeedPrint
{
    public long Position { get; private set; }

    public uint Sum { get; private set; }

    /// <summary>Takes the next event's bytes.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        var sum = Sum;
        foreach (var eight in MemoryMarshal.Cast<byte, ulong>(text)) sum = BitOperations.Crc32C(sum, eight);
        foreach (var one in text[^(text.Length % sizeof(ulong))..]) sum = BitOperations.Crc32C(sum, one);
        (Position, Sum) = (Position + 1, sum);
    }
}
