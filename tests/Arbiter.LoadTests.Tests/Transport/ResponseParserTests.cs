using System.Text;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Tests.Transport;

public class ResponseParserTests
{
    /// <summary>Feeds a response in pieces of a size; returns the state after the last piece, and the body.</summary>
    static (ParseState State, string Body, ResponseParser Parser) Parse(string response, int pieceBytes)
    {
        var bytes = Encoding.ASCII.GetBytes(response);
        var buffer = new byte[bytes.Length];
        var parser = new ResponseParser();
        parser.Reset();
        var state = ParseState.Incomplete;
        for (var received = 0; received < bytes.Length;)
        {
            var piece = Math.Min(pieceBytes, bytes.Length - received);
            bytes.AsSpan(received, piece).CopyTo(buffer.AsSpan(received));
            received += piece;
            state = parser.Advance(buffer.AsSpan(0, received));
            if (state != ParseState.Incomplete)
                Assert.Equal(bytes.Length, state == ParseState.Complete ? received : bytes.Length);
            if (state == ParseState.Malformed)
                break;
        }
        return (state, Encoding.ASCII.GetString(buffer.AsSpan(parser.Body)), parser);
    }

    public static TheoryData<int> PieceSizes => [1, 2, 3, 5, 7, 16, 1000];

    [Theory]
    [MemberData(nameof(PieceSizes))]
    public void A_body_of_known_length(int pieceBytes)
    {
        var (state, body, parser) = Parse("HTTP/1.1 200 OK\r\ncontent-length: 11\r\nServer: x\r\n\r\nhello world", pieceBytes);
        Assert.Equal(ParseState.Complete, state);
        Assert.Equal("hello world", body);
        Assert.Equal(200, parser.Head.Status);
        Assert.False(parser.Head.Close);
    }

    [Theory]
    [MemberData(nameof(PieceSizes))]
    public void Chunks_are_joined(int pieceBytes)
    {
        var (state, body, _) = Parse(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;why=not\r\n \r\n0A\r\nwide world\r\n0\r\nTrailer: 1\r\n\r\n", pieceBytes);
        Assert.Equal(ParseState.Complete, state);
        Assert.Equal("hello wide world", body);
    }

    [Theory]
    [MemberData(nameof(PieceSizes))]
    public void An_interim_response_is_passed_over(int pieceBytes)
    {
        var (state, body, parser) = Parse("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok", pieceBytes);
        Assert.Equal((ParseState.Complete, "ok", 201), (state, body, parser.Head.Status));
    }

    [Theory]
    [MemberData(nameof(PieceSizes))]
    public void No_content_has_no_body(int pieceBytes)
    {
        var (state, body, _) = Parse("HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n", pieceBytes);
        Assert.Equal((ParseState.Complete, ""), (state, body));
    }

    [Fact]
    public void An_overloaded_server_says_how_long_to_wait()
    {
        var (_, _, parser) = Parse("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 9);
        Assert.Equal(503, parser.Head.Status);
        Assert.Equal(7, parser.Head.RetryAfterSeconds);
        Assert.True(parser.Head.Close);
    }

    [Fact]
    public void A_body_without_a_length_ends_with_the_connection()
    {
        var (state, body, parser) = Parse("HTTP/1.1 200 OK\r\n\r\nall there is", 4);
        Assert.Equal(ParseState.Incomplete, state);
        Assert.Equal("all there is", body);
        Assert.True(parser.CompleteByClose());
    }

    [Fact]
    public void A_body_cut_short_is_not_complete()
    {
        var (state, _, parser) = Parse("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\ntoo short", 50);
        Assert.Equal(ParseState.Incomplete, state);
        Assert.False(parser.CompleteByClose());
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd")]
    public void What_is_no_response_is_refused(string text) => Assert.Equal(ParseState.Malformed, Parse(text, text.Length).State);

    [Fact]
    public void A_head_without_an_end_is_refused() =>
        Assert.Equal(ParseState.Malformed, Parse("HTTP/1.1 200 OK\r\nX: " + new string('x', 20_000), 1000).State);

    [Fact]
    public void Bytes_after_the_response_are_not_taken_for_it()
    {
        var bytes = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1");
        var parser = new ResponseParser();
        Assert.Equal(ParseState.Complete, parser.Advance(bytes));
        Assert.Equal(bytes.Length - "HTTP/1.1".Length, parser.ConsumedBytes);
    }

    [Fact]
    public void A_parser_can_be_used_again()
    {
        var parser = new ResponseParser();
        foreach (var body in new[] { "a", "bcd", "" })
        {
            parser.Reset();
            var bytes = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            Assert.Equal(ParseState.Complete, parser.Advance(bytes));
            Assert.Equal(body, Encoding.ASCII.GetString(bytes.AsSpan(parser.Body)));
        }
    }
}
