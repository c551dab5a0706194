using System.Buffers.Binary;

namespace Arbiter.Storage.Rows;

/// <summary>A digest is 128 bits; as 16 big-endian bytes it fits where ids fit.</summary>
static class Digests
{
    public static Guid ToGuid(UInt128 digest)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, digest);
        return new Guid(bytes, bigEndian: true);
    }

    public static UInt128 FromGuid(Guid digest)
    {
        Span<byte> bytes = stackalloc byte[16];
        digest.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
