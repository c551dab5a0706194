using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Arbiter.Proofs.Faults;

/// <summary>One connection through a <see cref="FaultProxy"/>: two streams, each a reader that stamps pieces with when they arrive, and a writer that waits for that.</summary>
sealed class ProxiedConnection(FaultProxy proxy, Socket client) : IDisposable
{
    const int PieceBytes = 32 * 1024;
    const int PiecesUnderWay = 256;

    readonly Socket database = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly AppendWatch watch = new();
    TaskCompletionSource<bool>? swallowing;
    volatile bool over;

    readonly record struct Piece(byte[] Bytes, long Due);

    public async Task RunAsync(int target, CancellationToken cancel)
    {
        try
        {
            client.NoDelay = true;
            // As with a way that is cut: nobody answers until it is there again.
            await proxy.WellAsync().WaitAsync(cancel);
            await database.ConnectAsync(IPAddress.Loopback, target, cancel);
            await Task.WhenAny(StreamAsync(client, database, toDatabase: true, cancel), StreamAsync(database, client, toDatabase: false, cancel));
            // One side ended: so does the other, once it can be told.
            await proxy.WellAsync().WaitAsync(cancel);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Reset below.
        }

        Reset();
    }

    /// <summary>Ends both sides without a good-bye.</summary>
    public void Reset()
    {
        over = true;
        foreach (var socket in (Socket[])[client, database])
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Ended already.
            }

            socket.Dispose();
        }

        swallowing?.TrySetResult(true);
    }

    /// <summary>The database's side is reset; the client is not told before something can pass again.</summary>
    public void GiveUp()
    {
        database.LingerState = new LingerOption(true, 0);
        database.Dispose();
    }

    public void Dispose() => Reset();

    async Task StreamAsync(Socket from, Socket to, bool toDatabase, CancellationToken cancel)
    {
        var pieces = Channel.CreateBounded<Piece>(PiecesUnderWay);
        var writing = WriteAsync(to, pieces.Reader, toDatabase, cancel);
        try
        {
            await ReadAsync(from, pieces.Writer, cancel);
        }
        finally
        {
            pieces.Writer.TryComplete();
            await writing;
        }
    }

    async Task ReadAsync(Socket from, ChannelWriter<Piece> pieces, CancellationToken cancel)
    {
        var buffer = new byte[PieceBytes];
        var due = 0L;
        while (await from.ReceiveAsync(buffer, cancel) is > 0 and var count)
        {
            // A stream: nothing arrives before what was sent before it.
            due = Math.Max(due, Stopwatch.GetTimestamp() + (long)(proxy.Travel().TotalSeconds * Stopwatch.Frequency));
            await pieces.WriteAsync(new Piece(buffer[..count], due), cancel);
        }
    }

    async Task WriteAsync(Socket to, ChannelReader<Piece> pieces, bool toDatabase, CancellationToken cancel)
    {
        await foreach (var piece in pieces.ReadAllAsync(cancel))
        {
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), piece.Due) is { TotalMilliseconds: >= 1 } wait) await Task.Delay(wait, cancel);
            await proxy.WellAsync().WaitAsync(cancel);
            if (over) return;
            if (toDatabase) await ToDatabaseAsync(to, piece.Bytes, cancel);
            else if (swallowing is null) await SendAsync(to, piece.Bytes, cancel);
            // Answers to the append alone are on this way now, and end so: ReadyForQuery.
            else if (piece.Bytes is [.., (byte)'Z', 0, 0, 0, 5, _]) Reset();
        }
    }

    async Task ToDatabaseAsync(Socket to, byte[] bytes, CancellationToken cancel)
    {
        var end = watch.EndOfAppend(bytes);
        if (end < 0 || proxy.TakeReset() is not { } wanted)
        {
            await SendAsync(to, bytes, cancel);
            return;
        }

        swallowing = wanted.Done;
        await SendAsync(to, bytes.AsMemory(..end), cancel);
        if (!wanted.Answered) Reset();
    }

    static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (bytes.Length > 0) bytes = bytes[await to.SendAsync(bytes, cancel)..];
    }
}
