using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Arbiter.Server.Imports;

/// <summary>In which encoding a file is written, and how many lines it has at most.</summary>
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
            var (first, valid, carried, breaks) = (true, true, 0, 0);
            Encoding? marked = null;
            int read;
            while ((read = await stream.ReadAtLeastAsync(buffer.AsMemory(carried), LongestSequence, throwOnEndOfStream: false, cancel)) > 0)
            {
                var bytes = buffer.AsSpan(0, carried + read);
                if (first) marked = Marked(bytes);
                first = false;
                // Every line ends with one of the two; CR LF counts twice, which is fine for an upper bound.
                breaks = (int)Math.Min(int.MaxValue, breaks + (long)bytes[carried..].Count((byte)'\n') + bytes[carried..].Count((byte)'\r'));
                carried = 0;
                if (marked is not null || !valid) continue;
                var whole = bytes[..^Incomplete(bytes)];
                valid = Utf8.IsValid(whole);
                bytes[whole.Length..].CopyTo(buffer);
                carried = bytes.Length - whole.Length;
            }

            if (marked is not null) return new FileEncoding(marked is UTF8Encoding ? "utf-8-bom" : marked.WebName, marked, breaks);
            // What is still carried is a sequence that the end of the file cut off.
            return valid && carried == 0 ? new FileEncoding("utf-8", Encoding.UTF8, breaks) : new FileEncoding("gb18030", Gb18030, breaks);
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
