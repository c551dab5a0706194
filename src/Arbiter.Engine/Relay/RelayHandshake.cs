using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Relay;

/// <summary>
/// How a replica gets to ask the leader. It writes into the store what a ticket's hash is and what the leader is to say to it, and shows the ticket; the leader reads there what to say.
/// So each knows that the other has access to the store, and who can only read there cannot ask. A leader of another format has no such address.
/// </summary>
public static class RelayHandshake
{
    /// <summary>Bytes of a ticket, and of the proof.</summary>
    public const int SecretLength = 32;

    /// <summary>Of the header that shows the ticket.</summary>
    public const string Scheme = "Ticket ";

    /// <summary>Of the header in which the leader proves that it is the one.</summary>
    public const string ProofHeader = "Arbiter-Relay-Proof";

    /// <summary>How often each side makes sure that the other is there while neither says anything, and how long it waits for that.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(2);

    static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Connecting = TimeSpan.FromSeconds(1);

    /// <summary>Where replicas connect.</summary>
    public static string Path { get; } = "/replicas/relay/" + RelayEngine.Format.ToString(CultureInfo.InvariantCulture);

    public static byte[] HashOf(byte[] shown) => SHA256.HashData(shown);

    /// <exception cref="Exception">Nobody answers there, or not the leader.</exception>
    public static async Task<WebSocket> ConnectAsync(IReplicas replicas, Leader leader, TimeProvider time, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Connecting, time);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var (shown, proof) = (RandomNumberGenerator.GetBytes(SecretLength), RandomNumberGenerator.GetBytes(SecretLength));
        await replicas.IssueTicketAsync(new RelayTicket(HashOf(shown), proof, leader.Id), GoodFor, soon.Token).ConfigureAwait(false);
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.Proxy = null;
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.KeepAliveInterval = socket.Options.KeepAliveTimeout = KeepAlive;
            socket.Options.SetRequestHeader("Authorization", Scheme + Convert.ToBase64String(shown));
            await socket.ConnectAsync(new UriBuilder(leader.Address) { Scheme = "ws", Path = Path }.Uri, soon.Token).ConfigureAwait(false);
            var told = socket.HttpResponseHeaders is { } headers && headers.TryGetValue(ProofHeader, out var values) ? values.FirstOrDefault() : null;
            if (told != Convert.ToBase64String(proof)) throw new InvalidOperationException("Whoever answers there has no access to the store.");
            socket.HttpResponseHeaders = null;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
