using System.Net.WebSockets;
using System.Text.Json;
using Arbiter.LoadTests.Correctness;
using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Setup;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Live;

/// <summary>One live connection that follows the feed and checks that nothing is missing in it.</summary>
sealed class Subscriber(Session session, Target target, long afterSeq, LatencyHistogram lag) : IDisposable
{
    const int MaxRecordBytes = 16 * 1024 * 1024;
    static readonly TimeSpan pingEvery = TimeSpan.FromSeconds(10);

    readonly ClientWebSocket socket = new();
    byte[] buffer = new byte[16 * 1024];
    int filled;

    /// <summary>What came so far.</summary>
    public FeedLog Feed { get; } = new(afterSeq);

    /// <summary>Why the stream ended before it was told to, or null.</summary>
    public string? Ended { get; private set; }

    public async Task OpenAsync(CancellationToken stop)
    {
        var address = new UriBuilder(target.Address)
        {
            Scheme = "ws",
            Path = "/hubs/live",
            Query = $"access_token={Uri.EscapeDataString(session.AdminToken)}",
        };
        await socket.ConnectAsync(address.Uri, stop);
        await SendAsync(HubMessages.Handshake, stop);
        await SendAsync(HubMessages.Events(afterSeq), stop);
    }

    /// <summary>Follows the feed until stopped.</summary>
    public async Task FollowAsync(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pinging = PingAsync(ended.Token);
        try
        {
            while (await ReceiveAsync(stop))
                TakeRecords();
            Ended ??= "closed by the server";
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception cause) when (cause is WebSocketException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            Ended = cause.Message;
        }
        await ended.CancelAsync();
        await pinging;
    }

    public void Dispose() => socket.Dispose();

    async Task<bool> ReceiveAsync(CancellationToken stop)
    {
        if (filled == buffer.Length)
        {
            if (filled >= MaxRecordBytes)
                throw new InvalidOperationException("a record is longer than 16 MB");
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        var received = await socket.ReceiveAsync(buffer.AsMemory(filled), stop);
        filled += received.Count;
        return received.MessageType != WebSocketMessageType.Close && Ended is null;
    }

    void TakeRecords()
    {
        var start = 0;
        int length;
        while ((length = buffer.AsSpan(start, filled - start).IndexOf(HubMessages.Separator)) >= 0)
        {
            TakeRecord(buffer.AsMemory(start, length));
            start += length + 1;
        }
        buffer.AsSpan(start, filled - start).CopyTo(buffer);
        filled -= start;
    }

    void TakeRecord(ReadOnlyMemory<byte> json)
    {
        using var record = JsonDocument.Parse(json);
        switch (HubMessages.KindOf(record.RootElement))
        {
            case HubMessageKind.StreamItem:
                TakeEvents(record.RootElement.GetProperty("item"));
                break;
            case HubMessageKind.Completion or HubMessageKind.Close:
                Ended = record.RootElement.TryGetProperty("error", out var error) ? error.GetString() : "the stream was completed";
                break;
        }
    }

    void TakeEvents(JsonElement events)
    {
        var now = DateTimeOffset.UtcNow;
        foreach (var entry in events.EnumerateArray())
        {
            Feed.Take(entry.GetProperty("seq").GetInt64());
            var lagNs = (long)((now - entry.GetProperty("at").GetDateTimeOffset()).TotalMicroseconds * 1000);
            lock (lag)
                lag.Record(lagNs);
        }
    }

    async Task PingAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(pingEvery, stop);
                await SendAsync(HubMessages.Ping, stop);
            }
        }
        catch (Exception cause) when (cause is OperationCanceledException or WebSocketException)
        {
            // Whoever receives tells why the connection ended.
        }
    }

    Task SendAsync(byte[] record, CancellationToken stop) => socket.SendAsync(record, WebSocketMessageType.Text, true, stop);
}
