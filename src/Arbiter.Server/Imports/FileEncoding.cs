using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Arbiter.Server.Imports;

/// <summary>In which encoding a file is written, and how many line breaks it has: LF, CR, or both together.</summary>
/// <param name="Name">As the summary of an import says it: <c>utf-8</c>, <c>utf-8-bom</c>, <c>utf-16le</c>, <c>utf-16be</c>, <c>gb18030</c>.</param>
public sealed record FileEncoding(string Name, Encoding Encoding, int LineBreaks)
{
    const int BufferBytes = 64 * 1024;
    const int LongestSequence = 4;

    static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    /// <summary>
    /// Looks at everything from the stream's position to its end: a single byte decides between UTF-8 and GB18030, and it may be the last one. Nearly no
    /// Chinese text in GB18030 happens to be valid UTF-8. Leaves the stream at its end.
    /// </summary>
    public static async Task<FileEncoding> DetectAsync(Stream stream, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var (first, valid, carried) = (true, true, 0);
            var breaks = new LineBreaks();
            Encoding? marked = null;
            int read;
            while ((read = await stream.ReadAtLeastAsync(buffer.AsMemory(carried), LongestSequence, throwOnEndOfStream: false, cancel)) > 0)
            {
                var bytes = buffer.AsSpan(0, carried + read);
                if (first) marked = Marked(bytes);
                first = false;
                if (marked is UnicodeEncoding)
                {
                    // In units of two bytes: the halves of many a Chinese character look like line breaks.
                    breaks.Add(MemoryMarshal.Cast<byte, ushort>(bytes), marked == Encoding.BigEndianUnicode);
                    carried = bytes.Length % 2;
                    buffer[0] = bytes[^1];
                    continue;
                }

                breaks.Add(bytes[carried..]);
                carried = 0;
                if (marked is not null || !valid) continue;
                var whole = bytes[..^Incomplete(bytes)];
                valid = Utf8.IsValid(whole);
                bytes[whole.Length..].CopyTo(buffer);
                carried = bytes.Length - whole.Length;
            }

            if (marked is not null) return new FileEncoding(marked is UTF8Encoding ? "utf-8-bom" : marked == Encoding.BigEndianUnicode ? "utf-16be" : "utf-16le", marked, breaks.Count);
            // What is still carried is a sequence that the end of the file cut off.
            return valid && carried == 0 ? new FileEncoding("utf-8", Encoding.UTF8, breaks.Count) : new FileEncoding("gb18030", Gb18030, breaks.Count);
        }
        finally
        {
            // It held what people typed.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    static Encoding? Marked(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    /// <summary>How many bytes at the end begin a character that goes on in the next piece.</summary>
    static int Incomplete(ReadOnlySpan<byte> bytes) =>
        Rune.DecodeLastFromUtf8(bytes, out _, out var length) == OperationStatus.NeedMoreData ? length : 0;
}

/// <summary>Counts the line breaks of a text that comes in pieces.</summary>
struct LineBreaks
{
    long count;
    bool afterReturn;

    public readonly int Count => (int)Math.Min(int.MaxValue, count);

    /// <summary>In encodings in which no other character has a byte like these two: UTF-8 and GB18030.</summary>
    public void Add(ReadOnlySpan<byte> text) => Add(text, (byte)'\r', (byte)'\n');

    /// <summary>UTF-16, as it lies in the memory of a little-endian machine.</summary>
    public void Add(ReadOnlySpan<ushort> text, bool bigEndian) => Add(text, bigEndian ? (ushort)0x0D00 : (ushort)0x000D, bigEndian ? (ushort)0x0A00 : (ushort)0x000A);

    void Add<T>(ReadOnlySpan<T> text, T carriageReturn, T lineFeed)
        where T : struct, IEquatable<T>
    {
        if (text.IsEmpty) return;
        count += text.Count(carriageReturn) + text.Count(lineFeed) - text.Count([carriageReturn, lineFeed]);
        if (afterReturn && text[0].Equals(lineFeed)) count--;
        afterReturn = text[^1].Equals(carriageReturn);
    }
}
