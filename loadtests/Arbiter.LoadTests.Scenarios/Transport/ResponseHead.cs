using System.Buffers.Text;
using System.Text;

namespace Arbiter.LoadTests.Transport;

/// <summary>What of a response's head matters to a load generator.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentLengthBytes">Length of the body, -1 when not told.</param>
/// <param name="Chunked">Whether the body comes in chunks.</param>
/// <param name="Close">Whether the server closes the connection after this response.</param>
/// <param name="RetryAfterSeconds">What the server asks to wait, 0 when it does not say.</param>
public readonly record struct ResponseHead(int Status, long ContentLengthBytes, bool Chunked, bool Close, int RetryAfterSeconds)
{
    /// <summary>Whether a response of this status has a body at all.</summary>
    public bool HasBody => Status is not (>= 100 and < 200 or 204 or 304);

    /// <summary>Reads a head, given without the empty line that ends it; false when it is not HTTP/1.1.</summary>
    public static bool TryRead(ReadOnlySpan<byte> head, out ResponseHead result)
    {
        result = default;
        var line = NextLine(ref head);
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[8] != ' ' || !TryNumber(line[9..12], out var status))
            return false;

        var (length, chunked, close, retryAfter) = (-1L, false, line[7] == '0', 0L);
        while (!head.IsEmpty)
        {
            line = NextLine(ref head);
            var colon = line.IndexOf((byte)':');
            if (colon <= 0)
                return false;
            var value = line[(colon + 1)..].Trim((byte)' ');
            var name = line[..colon];
            if (Is(name, "Content-Length"u8))
            {
                if (!TryNumber(value, out length))
                    return false;
            }
            else if (Is(name, "Transfer-Encoding"u8))
                chunked = Is(value, "chunked"u8);
            else if (Is(name, "Connection"u8))
                close = Is(value, "close"u8);
            else if (Is(name, "Retry-After"u8))
                TryNumber(value, out retryAfter); // A date instead of seconds is legal, but no server of ours sends one.
        }
        result = new((int)status, chunked ? -1 : length, chunked, close, (int)Math.Min(retryAfter, 3600));
        return true;
    }

    static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf("\r\n"u8);
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 2)..];
        return line;
    }

    static bool Is(ReadOnlySpan<byte> actual, ReadOnlySpan<byte> expected) =>
        actual.Length == expected.Length && Ascii.EqualsIgnoreCase(actual, expected);

    static bool TryNumber(ReadOnlySpan<byte> digits, out long number) =>
        Utf8Parser.TryParse(digits, out number, out var used) && used == digits.Length && number >= 0;
}
