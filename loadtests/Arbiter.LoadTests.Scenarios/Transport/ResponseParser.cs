using System.Buffers.Text;

namespace Arbiter.LoadTests.Transport;

/// <summary>How far a response has come.</summary>
public enum ParseState
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>The response is complete.</summary>
    Complete,

    /// <summary>This is not a response.</summary>
    Malformed,
}

/// <summary>
/// Reads one HTTP/1.1 response from a buffer that fills as bytes arrive, in pieces of any size. Keeps its place between calls;
/// chunks are joined in place, so a body is always one span of the caller's buffer and nothing is copied out of it.
/// </summary>
public sealed class ResponseParser
{
    enum Stage { Head, Body, ChunkSize, ChunkData, Trailers, UntilClose, Done }

    const int LongestLineBytes = 16 * 1024;

    Stage stage;
    int headStart, scanned, bodyStart, bodyEnd, readAt;
    long remainingBytes;

    /// <summary>The head, once it is complete.</summary>
    public ResponseHead Head { get; private set; }

    /// <summary>Bytes of the buffer that belong to this response, once it is complete.</summary>
    public int ConsumedBytes => readAt;

    /// <summary>Where the joined body stands in the buffer, once it is complete.</summary>
    public Range Body => bodyStart..bodyEnd;

    /// <summary>Makes ready for the next response, which starts at the buffer's start.</summary>
    public void Reset()
    {
        stage = Stage.Head;
        headStart = scanned = bodyStart = bodyEnd = readAt = 0;
        remainingBytes = 0;
        Head = default;
    }

    /// <summary>Reads on. <paramref name="received"/> is all that has been received since <see cref="Reset"/>.</summary>
    public ParseState Advance(Span<byte> received)
    {
        while (true)
        {
            var before = stage;
            var state = stage switch
            {
                Stage.Head => ReadHead(received),
                Stage.Body => ReadBody(received),
                Stage.ChunkSize => ReadChunkSize(received),
                Stage.ChunkData => ReadChunkData(received),
                Stage.Trailers => ReadTrailers(received),
                Stage.UntilClose => ReadUntilClose(received),
                _ => ParseState.Complete,
            };
            if (state != ParseState.Incomplete || stage == before)
                return state;
        }
    }

    /// <summary>The connection was closed. True when that completes the response, because its length was not told.</summary>
    public bool CompleteByClose()
    {
        if (stage != Stage.UntilClose)
            return false;
        stage = Stage.Done;
        return true;
    }

    ParseState ReadHead(Span<byte> received)
    {
        var from = Math.Max(headStart, scanned - 3);
        var end = received[from..].IndexOf("\r\n\r\n"u8);
        scanned = received.Length;
        if (end < 0)
            return scanned - headStart > LongestLineBytes ? ParseState.Malformed : ParseState.Incomplete;
        end += from;
        if (!ResponseHead.TryRead(received[headStart..end], out var head))
            return ParseState.Malformed;
        readAt = bodyStart = bodyEnd = end + 4;
        if (head.Status is >= 100 and < 200)
        {
            // An interim response: the real one follows it. Scanning starts again behind it.
            headStart = scanned = readAt;
            return ReadHead(received);
        }
        Head = head;
        (stage, remainingBytes) = head switch
        {
            { HasBody: false } => (Stage.Done, 0),
            { Chunked: true } => (Stage.ChunkSize, 0),
            { ContentLengthBytes: >= 0 } => (Stage.Body, head.ContentLengthBytes),
            _ => (Stage.UntilClose, 0),
        };
        return ParseState.Incomplete;
    }

    ParseState ReadBody(Span<byte> received)
    {
        if (received.Length - bodyStart < remainingBytes)
            return ParseState.Incomplete;
        readAt = bodyEnd = bodyStart + (int)remainingBytes;
        stage = Stage.Done;
        return ParseState.Complete;
    }

    ParseState ReadChunkSize(Span<byte> received)
    {
        var line = received[readAt..];
        var end = line.IndexOf("\r\n"u8);
        if (end < 0)
            return line.Length > LongestLineBytes ? ParseState.Malformed : ParseState.Incomplete;
        if (!Utf8Parser.TryParse(line[..end], out int size, out var used, 'x') || size < 0 || (used < end && line[used] is not ((byte)';' or (byte)' ')))
            return ParseState.Malformed;
        readAt += end + 2;
        remainingBytes = size;
        stage = size == 0 ? Stage.Trailers : Stage.ChunkData;
        return ParseState.Incomplete;
    }

    ParseState ReadChunkData(Span<byte> received)
    {
        var take = (int)Math.Min(remainingBytes, received.Length - readAt);
        received.Slice(readAt, take).CopyTo(received[bodyEnd..]);
        readAt += take;
        bodyEnd += take;
        remainingBytes -= take;
        if (remainingBytes > 0 || received.Length - readAt < 2)
            return ParseState.Incomplete;
        if (!received[readAt..].StartsWith("\r\n"u8))
            return ParseState.Malformed;
        readAt += 2;
        stage = Stage.ChunkSize;
        return ParseState.Incomplete;
    }

    ParseState ReadTrailers(Span<byte> received)
    {
        while (true)
        {
            var line = received[readAt..];
            var end = line.IndexOf("\r\n"u8);
            if (end < 0)
                return line.Length > LongestLineBytes ? ParseState.Malformed : ParseState.Incomplete;
            readAt += end + 2;
            if (end > 0)
                continue;
            stage = Stage.Done;
            return ParseState.Complete;
        }
    }

    ParseState ReadUntilClose(Span<byte> received)
    {
        readAt = bodyEnd = received.Length;
        return ParseState.Incomplete;
    }
}
