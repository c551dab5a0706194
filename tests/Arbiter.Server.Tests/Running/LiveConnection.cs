using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Arbiter.Server.Live;
using Arbiter.Testing;

namespace Arbiter.Server.Tests.Running;

/// <summary>A subscriber of the hub, in SignalR's JSON protocol over a plain WebSocket: records that end with 0x1E.</summary>
public sealed class LiveConnection : IAsyncDisposable
{
    const char End = '\u001e';

    readonly ClientWebSocket socket = new();
    readonly Queue<string> records = new();
    readonly StringBuilder partial = new();
    readonly FakeClock? clock;
    int calls;

    LiveConnection(FakeClock? clock) => this.clock = clock;

    public static async Task<LiveConnection> OpenAsync(ArbiterHost arbiter, ArbiterClient who)
    {
        var connection = new LiveConnection(arbiter.Clock);
        var address = new UriBuilder(arbiter.Address) { Scheme = "ws", Path = "/hubs/live", Query = "access_token=" + who.Token }.Uri;
        await connection.socket.ConnectAsync(address, CancellationToken.None);
        await connection.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", await connection.NextAsync().InTime("the handshake"));
        return connection;
    }

    public Task SubscribeAsync(long after) => CallAsync($"\"Events\",\"arguments\":[{after}]");

    public Task WatchGaugesAsync() => CallAsync("\"Gauges\",\"arguments\":[]");

    /// <summary>The next item of a stream; fails when the stream ends instead.</summary>
    public async Task<JsonElement> ItemAsync()
    {
        var message = await MessageAsync();
        Assert.True(message.GetProperty("type").GetInt32() == 2, $"the stream ended: {message}");
        return message.GetProperty("item");
    }

    /// <summary>The next item, for which the hub may wait by the clock.</summary>
    public async Task<JsonElement> ItemInTimeAsync()
    {
        var item = ItemAsync();
        await Eventually.Is(clock, LiveHub.Pace, () => Task.FromResult(item.IsCompleted), "the next item");
        return await item;
    }

    /// <summary>Events up to and with position <paramref name="last"/>.</summary>
    public async Task<List<JsonElement>> EventsUpToAsync(long last)
    {
        var events = new List<JsonElement>();
        while (events.Count == 0 || events[^1].GetProperty("seq").GetInt64() < last) events.AddRange((await ItemInTimeAsync()).EnumerateArray());
        return events;
    }

    /// <summary>What the stream failed with, after whatever items came before.</summary>
    public async Task<string> FailureAsync()
    {
        while (true)
        {
            var message = await MessageAsync();
            if (message.GetProperty("type").GetInt32() == 3) return message.GetProperty("error").GetString()!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        await Task.CompletedTask;
    }

    Task CallAsync(string target) => SendAsync($"{{\"type\":4,\"invocationId\":\"{++calls}\",\"target\":{target}}}");

    Task SendAsync(string record) => socket.SendAsync(Encoding.UTF8.GetBytes(record + End), WebSocketMessageType.Text, true, CancellationToken.None);

    Task<JsonElement> MessageAsync() => AfterPingsAsync().InTime("a message of the hub");

    async Task<JsonElement> AfterPingsAsync()
    {
        while (true)
        {
            var message = JsonDocument.Parse(await NextAsync()).RootElement;
            if (message.GetProperty("type").GetInt32() != 6) return message;
        }
    }

    async Task<string> NextAsync()
    {
        var buffer = new byte[64 * 1024];
        var decoder = Encoding.UTF8.GetDecoder();
        var chars = new char[buffer.Length];
        while (records.Count == 0)
        {
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close) throw new InvalidOperationException("The hub closed the connection.");
            partial.Append(chars, 0, decoder.GetChars(buffer, 0, received.Count, chars, 0));
            var whole = partial.ToString();
            var end = whole.LastIndexOf(End);
            if (end < 0) continue;
            foreach (var record in whole[..end].Split(End)) records.Enqueue(record);
            partial.Clear().Append(whole, end + 1, whole.Length - end - 1);
        }

        return records.Dequeue();
    }
}
