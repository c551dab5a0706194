using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Relay;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Arbiter.Server.Tests.Relay;

/// <summary>A program that others take for the leader, and that answers what the test says; also what they know of each other.</summary>
sealed class ScriptedLeader : IReplicas, IAsyncDisposable
{
    readonly ConcurrentDictionary<string, byte[]> proofs = new();
    readonly Func<string, string?> answer;
    readonly WebApplication app;
    WebSocket? open;

    /// <param name="answer">What is said to an item, given its <c>id</c>; null: nothing.</param>
    ScriptedLeader(Func<string, string?> answer)
    {
        this.answer = answer;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.UseWebSockets();
        app.Map(RelayHandshake.Path, ServeAsync);
        app.Urls.Add("http://127.0.0.1:0");
    }

    /// <summary>Says to those who ask what no ticket says.</summary>
    public bool IsStranger { get; init; }

    public int Asked { get; private set; }

    public static async Task<ScriptedLeader> StartAsync(Func<string, string?> answer, bool isStranger = false)
    {
        var leader = new ScriptedLeader(answer) { IsStranger = isStranger };
        await leader.app.StartAsync();
        return leader;
    }

    /// <summary>What a message says that answers nothing.</summary>
    public Task SayAsync(string message) => open!.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, CancellationToken.None);

    public void Cut() => open!.Abort();

    public Task<Leader?> LeadAsync(Leader? candidate, TimeSpan during, CancellationToken cancel) => Task.FromResult<Leader?>(new Leader(Guid.Empty, app.Urls.Single()));

    public Task IssueTicketAsync(RelayTicket ticket, TimeSpan during, CancellationToken cancel)
    {
        proofs[Convert.ToHexString(ticket.Hash)] = ticket.Proof;
        return Task.CompletedTask;
    }

    public Task<byte[]?> TakeTicketAsync(byte[] hash, Guid leader, CancellationToken cancel) => Task.FromResult<byte[]?>(null);

    public async ValueTask DisposeAsync()
    {
        open?.Abort();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    async Task ServeAsync(HttpContext http)
    {
        var shown = Convert.FromBase64String(http.Request.Headers.Authorization.ToString()[RelayHandshake.Scheme.Length..]);
        var proof = proofs[Convert.ToHexString(RelayHandshake.HashOf(shown))];
        http.Response.Headers[RelayHandshake.ProofHeader] = Convert.ToBase64String(IsStranger ? shown : proof);
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        open = socket;
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: WebSocketMessageType.Text } got)
            {
                using var message = JsonDocument.Parse(buffer.AsMemory(0, got.Count));
                foreach (var item in message.RootElement.EnumerateArray())
                {
                    Asked++;
                    if (answer(item.GetProperty("id").GetRawText()) is { } said) await SayAsync(said);
                }
            }
        }
        catch (WebSocketException)
        {
            // The other side has enough.
        }
    }
}
