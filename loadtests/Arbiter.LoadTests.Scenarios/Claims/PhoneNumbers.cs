namespace Arbiter.LoadTests.Claims;

/// <summary>
/// Mainland mobile numbers, +86 1[3-9] and nine digits: a one-to-one map from key numbers, so that no two keys of a seed share a phone
/// and none has to be remembered.
/// </summary>
/// <param name="seed">Another seed gives another order of the numbers.</param>
public sealed class PhoneNumbers(int seed)
{
    /// <summary>Length of every number: +86 and eleven digits.</summary>
    public const int LengthBytes = 14;

    /// <summary>How many keys there are.</summary>
    public const long Count = 70_000_000;

    // A prime that does not divide Count: multiplying by it modulo Count is a permutation.
    const long Step = 4_294_967_291;

    readonly long offset = (long)(SeededHash.At(seed, -1) % (ulong)Count);

    /// <summary>Writes the number of a key, <see cref="LengthBytes"/> ASCII characters.</summary>
    public void Write(long key, Span<byte> into)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(key);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(key, Count);
        var rest = (long)(((UInt128)(ulong)key * Step + (ulong)offset) % (ulong)Count);
        "+861"u8.CopyTo(into);
        var digits = into[3..LengthBytes];
        for (var place = 10; place > 1; place--)
        {
            if (place is 4 or 8)
                continue;
            digits[place] = (byte)('0' + rest % 10);
            rest /= 10;
        }
        digits[1] = (byte)('3' + rest);
        // Long runs (00000, 12345) look typed without thought and may be refused as placeholders: two digits break them all.
        digits[4] = FarFrom(digits[3]);
        digits[8] = FarFrom(digits[7]);
    }

    /// <summary>The number of a key.</summary>
    public string Of(long key)
    {
        Span<byte> text = stackalloc byte[LengthBytes];
        Write(key, text);
        return System.Text.Encoding.ASCII.GetString(text);
    }

    static byte FarFrom(byte digit) => (byte)('0' + (digit - '0' + 5) % 10);
}
