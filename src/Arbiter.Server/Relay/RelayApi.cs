using Arbiter.Engine.Relay;
using Arbiter.Server.Access;
using Arbiter.Server.Problems;
using Arbiter.Server.Telemetry;

namespace Arbiter.Server.Relay;

/// <summary>Where other replicas ask this one, over a WebSocket. They show a ticket that the database knows of: whoever may write there may ask here.</summary>
static class RelayApi
{
    /// <summary>Tickets are looked up in the database; whoever shows invented ones is not to keep it busy.</summary>
    static readonly SemaphoreSlim Checking = new(1);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static void MapRelay(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(RelayEngine)) is false) return;
        app.Map(RelayHandshake.Path, (Delegate)AskAsync).WithMetadata(new PublicEndpoint()).ExcludeFromDescription();
        // A server that ends waits for its connections, and these would not end by themselves.
        app.Lifetime.ApplicationStopping.Register(() => _ = Engine().LeaveAsync(CancellationToken.None));
        var metrics = app.Services.GetRequiredService<ArbiterMetrics>();
        metrics.Observe("arbiter.relay.leads", "{server}", "1 while this server decides for all, else 0.", () => Engine().Leads ? 1 : 0);
        metrics.Observe("arbiter.relay.asks", "{server}", "1 while this server has another one decide, else 0.", () => Engine().Asks ? 1 : 0);
        metrics.Observe("arbiter.relay.askers", "{server}", "Servers that have this one decide.", () => Engine().Askers);
        metrics.Observe("arbiter.relay.asked", "{command}", "Commands that the leading server was asked.", () => Engine().Relayed);
        metrics.Observe("arbiter.relay.decided_here", "{command}", "Those of them that were decided here, because it did not answer.", () => Engine().DecidedHere);
        metrics.Observe("arbiter.relay.gaps", "{gap}", "How often the log was read, because something of what the leading server told was missing.", () => Engine().Gaps);

        RelayEngine Engine() => app.Services.GetRequiredService<RelayEngine>();
    }

    public static void UseRelay(this WebApplication app) => app.UseWhen(static http => http.Request.Path == RelayHandshake.Path, static relay => relay.UseWebSockets());

    static async Task AskAsync(HttpContext http, RelayEngine engine)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await ProblemCatalog.NotFound.WriteAsync(http);
        }
        else if (Shown(http) is not { } shown || await AdmitAsync(engine, shown, http.RequestAborted) is not { } proof)
        {
            await ProblemCatalog.Unauthorized.WriteAsync(http);
        }
        else
        {
            http.Response.Headers[RelayHandshake.ProofHeader] = Convert.ToBase64String(proof);
            using var socket = await http.WebSockets.AcceptWebSocketAsync(
                new WebSocketAcceptContext { KeepAliveInterval = RelayHandshake.KeepAlive, KeepAliveTimeout = RelayHandshake.KeepAlive });
            await engine.ServeAsync(socket, http.RequestAborted);
        }
    }

    static byte[]? Shown(HttpContext http)
    {
        var shown = new byte[RelayHandshake.SecretLength];
        return http.Request.Headers.Authorization is [{ } header] && header.StartsWith(RelayHandshake.Scheme, StringComparison.Ordinal)
            && Convert.TryFromBase64Chars(header.AsSpan(RelayHandshake.Scheme.Length), shown, out var length) && length == shown.Length ? shown : null;
    }

    static async Task<byte[]?> AdmitAsync(RelayEngine engine, byte[] shown, CancellationToken cancel)
    {
        if (!await Checking.WaitAsync(Patience, cancel)) return null;
        try
        {
            return await engine.AdmitAsync(shown, cancel);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException or IOException)
        {
            return null;
        }
        finally
        {
            Checking.Release();
        }
    }
}
