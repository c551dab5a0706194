namespace Arbiter.Domain.Customers;

/// <summary>Names one customer for good. Version-7 UUIDs (RFC 9562), so that new rows land at the right edge of every index.</summary>
public readonly record struct CustomerId(Guid Value) : IComparable<CustomerId>
{
    public static bool TryParse(string? text, out CustomerId id)
    {
        var ok = Guid.TryParseExact(text, "D", out var value);
        id = new CustomerId(value);
        return ok;
    }

    /// <summary>Builds the id from its instant and 80 bits of the caller's randomness: the domain itself rolls no dice.</summary>
    public static CustomerId Create(DateTimeOffset at, ulong randomHigh, ulong randomLow)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(
            bytes, (ulong)at.ToUnixTimeMilliseconds() << 16 | 0x7000 | randomHigh & 0x0FFF);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(
            bytes[8..], 0x8000_0000_0000_0000 | randomLow & 0x3FFF_FFFF_FFFF_FFFF);
        return new CustomerId(new Guid(bytes, bigEndian: true));
    }

    public int CompareTo(CustomerId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString("D");
}
