using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Chaos;

/// <summary>
/// Follows the live hub of one server; when that dies, or ends the stream, goes to another with the position it has. Every position has to come, in order, once.
/// </summary>
sealed class Subscriber(IReadOnlyList<Uri> servers, int first)
{
    readonly Lock gate = new();
    FeedPrint print;
    int server = first % servers.Count;

    /// <summary>What it has seen.</summary>
    public FeedPrint Print
    {
        get
        {
            lock (gate) return print;
        }
    }

    /// <summary>How often it had to go to another server.</summary>
    public int Moves { get; private set; }

    /// <summary>What it must not have seen.</summary>
    public string? Broken { get; private set; }

    /// <summary>What it takes an event for: mutants see something else.</summary>
    public Func<JsonElement, IEnumerable<JsonElement>> Sees { get; init; } = e => [e];

    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested && Broken is null)
        {
            try
            {
                await HubReader.ReadAsync(servers[server], Print.Position, e => Sees(e).ToList().ForEach(Take), cancel);
            }
            catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or ProofFailedException)
            {
                // Dead, or not there yet, or behind what we know: the next one.
                server = (server + 1) % servers.Count;
                Moves++;
                await Task.Delay(50, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    void Take(JsonElement e)
    {
        var seq = e.GetProperty("seq").GetInt64();
        lock (gate)
        {
            if (seq == print.Position + 1)
            {
                print.Add(JsonMarshal.GetRawUtf8Value(e));
                return;
            }

            Broken = $"A subscriber's feed goes from {print.Position} to {seq}, at {servers[server]} after {Moves} moves.";
        }

        throw new ProofFailedException(Broken);
    }
}
