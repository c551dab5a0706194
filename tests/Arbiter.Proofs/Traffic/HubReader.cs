using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Arbiter.Proofs.Processes;

namespace Arbiter.Proofs.Traffic;

/// <summary>Follows the live feed as a browser does: SignalR's JSON protocol over a WebSocket, as much of it as the stream of events needs.</summary>
static class HubReader
{
    const char End = '\u001e';
    const int StreamItem = 2;
    const int Completion = 3;

    /// <summary>The events after a position as they come, each as its JSON text, until cancelled. What ends the stream otherwise is an entry too.</summary>
    public static ConcurrentQueue<string> FollowAsync(Uri server, long after, CancellationToken cancel)
    {
        var events = new ConcurrentQueue<string>();
        _ = Task.Run(async () =>
        {
            try
            {
                await ReadAsync(server, after, e => events.Enqueue(e.GetRawText()), cancel);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                events.Enqueue($"ended: {e.Message}");
            }
        });
        return events;
    }

    /// <summary>Shows each event after a position to <paramref name="take"/>, in order, until the stream ends, with the exception that says how.</summary>
    public static async Task ReadAsync(Uri server, long after, Action<JsonElement> take, CancellationToken cancel)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/hubs/live", Query = "access_token=" + ServerProcess.AdminToken }.Uri, cancel);
        await SendAsync("""{"protocol":"json","version":1}""");
        await SendAsync($$"""{"type":4,"invocationId":"1","target":"Events","arguments":[{{after}}]}""");
        var received = new ArraySegment<byte>(new byte[64 * 1024]);
        var text = new List<byte>();
        while (true)
        {
            var part = await socket.ReceiveAsync(received, cancel);
            if (part.MessageType == WebSocketMessageType.Close) throw new WebSocketException(part.CloseStatusDescription ?? "closed");
            foreach (var b in received[..part.Count])
            {
                if (b != End) text.Add(b);
                else Take();
            }
        }

        Task SendAsync(string message) => socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, true, cancel);

        void Take()
        {
            using var message = JsonDocument.Parse(text.ToArray());
            text.Clear();
            if (!message.RootElement.TryGetProperty("type", out var type)) return;
            if (type.GetInt32() == Completion) throw new WebSocketException(message.RootElement.GetRawText());
            if (type.GetInt32() != StreamItem) return;
            foreach (var e in message.RootElement.GetProperty("item").EnumerateArray()) take(e);
        }
    }
}
