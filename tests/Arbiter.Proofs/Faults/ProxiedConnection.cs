using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Arbiter.Proofs.Faults;

/// <summary>One connection through a <see cref="FaultProxy"/>: two streams, each a reader that stamps pieces with when they arrive, and a writer that waits for that.</summary>
sealed class ProxiedConnection(FaultProxy proxy, Socket client) : IDisposable
{
    const int PieceBytes = 32 * 1024;
    const int PiecesUnderWay = 256;

    readonly PipelineWatch watch = new();
    (Moment At, TaskCompletionSource Done)? failing;
    Socket? database;
    volatile bool over;

    readonly record struct Piece(byte[] Bytes, long Due);

    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            client.NoDelay = true;
            // As with a way that is cut: nobody answers until it is there again.
            await proxy.WellAsync().WaitAsync(cancel);
            database = await proxy.ConnectAsync(cancel);
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
        Reset(client);
        Reset(database);
        failing?.Done.TrySetResult();
    }

    /// <summary>The database's side is reset; the client is not told before something can pass again.</summary>
    public void GiveUp() => Reset(database);

    public void Dispose() => Reset();

    static void Reset(Socket? socket)
    {
        try
        {
            if (socket is not null) socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Ended already.
        }

        socket?.Dispose();
    }

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
            else if (failing is not { } failure) await SendAsync(to, piece.Bytes, cancel);
            // The answers to one pipeline are on this way now, and they end so: ReadyForQuery.
            else if (piece.Bytes is [.., (byte)'Z', 0, 0, 0, 5, _]) Answered(failure);
        }
    }

    async Task ToDatabaseAsync(Socket to, byte[] bytes, CancellationToken cancel)
    {
        // Nothing passes any more.
        if (failing is not null) return;
        var ended = watch.Take(bytes);
        if (ended is { } pipeline) failing = proxy.TakeFailure(pipeline.Kind);
        var end = ended?.At ?? bytes.Length;
        switch (failing)
        {
            case null:
                await SendAsync(to, bytes, cancel);
                break;
            case { At: Moment.Written } written:
                await SendAsync(to, bytes.AsMemory(..ended!.Value.WrittenAt), cancel);
                written.Done.TrySetResult();
                break;
            case { At: Moment.Committing }:
                await SendAsync(to, bytes.AsMemory(..end), cancel);
                Reset();
                break;
            default:
                await SendAsync(to, bytes.AsMemory(..end), cancel);
                break;
        }
    }

    void Answered((Moment At, TaskCompletionSource Done) failure)
    {
        if (failure.At == Moment.Committed) Reset();
        else failure.Done.TrySetResult();
    }

    static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (bytes.Length > 0) bytes = bytes[await to.SendAsync(bytes, cancel)..];
    }
}
