using System.Buffers;
using System.Net.WebSockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;

namespace Arbiter.Engine.Relay;

/// <summary>
/// Sends items to another replica and takes in its own. A message is an array of all items that came while the last one was being sent, so that many askers share what a message
/// costs.
/// </summary>
/// <param name="write">Writes an item, just before it is sent.</param>
/// <param name="read">Takes the items of a message, before the next one is read. What it throws ends the pipe.</param>
sealed class RelayPipe<T>(WebSocket socket, Action<Utf8JsonWriter, T> write, Func<JsonElement, Task> read)
{
    /// <summary>Items that wait to be sent: more than any engine admits. The other side no longer reads when there are so many.</summary>
    const int Waiting = 64 * 1024;

    /// <summary>So many items make a message at the most.</summary>
    const int PerMessage = 256;

    /// <summary>Bytes; a message may be larger only by its last item.</summary>
    const int FullMessage = 1024 * 1024;

    /// <summary>Bytes that nobody of ours sends.</summary>
    const int MostReceived = 16 * 1024 * 1024;

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly Channel<T> outbox = Channel.CreateBounded<T>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    /// <summary>False when the pipe has ended, or ends because the other side does not take what it is sent.</summary>
    public bool Send(T item)
    {
        if (outbox.Writer.TryWrite(item)) return true;
        outbox.Writer.TryComplete();
        return false;
    }

    /// <summary>Sends what waits, and no more.</summary>
    public void End() => outbox.Writer.TryComplete();

    /// <summary>Runs until the other side closes, either side breaks, or it is cancelled. What was not sent by then never is.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var sending = SendAsync(ending.Token);
        var receiving = ReceiveAsync(ending.Token);
        await Task.WhenAny(sending, receiving).ConfigureAwait(false);
        outbox.Writer.TryComplete();
        // Cancelling a message under way breaks the connection, which is meant.
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(sending, receiving).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
    }

    async Task SendAsync(CancellationToken cancel)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        await using var json = new Utf8JsonWriter(buffer, Options);
        while (await outbox.Reader.WaitToReadAsync(cancel).ConfigureAwait(false))
        {
            buffer.ResetWrittenCount();
            json.Reset();
            json.WriteStartArray();
            for (var items = 0; items < PerMessage && json.BytesPending + json.BytesCommitted < FullMessage && outbox.Reader.TryRead(out var item); items++) write(json, item);
            json.WriteEndArray();
            json.Flush();
            await socket.SendAsync(buffer.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancel).ConfigureAwait(false);
        }
    }

    async Task ReceiveAsync(CancellationToken cancel)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        while (await ReceiveMessageAsync(buffer, cancel).ConfigureAwait(false))
        {
            using var message = JsonDocument.Parse(buffer.WrittenMemory);
            await read(message.RootElement).ConfigureAwait(false);
        }
    }

    async Task<bool> ReceiveMessageAsync(ArrayBufferWriter<byte> buffer, CancellationToken cancel)
    {
        for (buffer.ResetWrittenCount(); buffer.WrittenCount < MostReceived;)
        {
            var got = await socket.ReceiveAsync(buffer.GetMemory(16 * 1024), cancel).ConfigureAwait(false);
            if (got.MessageType == WebSocketMessageType.Close) return false;
            buffer.Advance(got.Count);
            if (got.EndOfMessage) return true;
        }

        return false;
    }
}
