using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Arbiter.Deployment.Tests.Running;

/// <summary>As much of an OpenTelemetry collector as it takes to be sent metrics by OTLP over gRPC: keeps what comes, and says thanks.</summary>
sealed class Collector : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentQueue<string> received = new();

    Collector(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var collector = new Collector(builder.Build());
        collector.app.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", collector.TakeAsync);
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>Whether one message held all these words: protobuf writes text as it is.</summary>
    public bool Has(params IEnumerable<string> words) => received.Any(message => words.All(word => message.Contains(word, StringComparison.Ordinal)));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        received.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        http.Response.ContentType = "application/grpc";
        // An empty message: not compressed, of length 0.
        await http.Response.Body.WriteAsync(new byte[5]);
        http.Response.AppendTrailer("grpc-status", "0");
    }
}
