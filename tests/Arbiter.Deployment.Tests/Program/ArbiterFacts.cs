using System.Diagnostics.Metrics;
using System.Net;
using Arbiter.Server.Access;
using Arbiter.Server.Hosting;
using Arbiter.Server.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(Arbiter.Deployment.Tests.Program.ArbiterFacts))]

namespace Arbiter.Deployment.Tests.Program;

/// <summary>What the program says of itself while it runs, without a database: nothing here is a list kept by hand.</summary>
public sealed class ArbiterFacts : IAsyncLifetime
{
    /// <summary>Nothing listens there.</summary>
    const string NoDatabase = "Host=127.0.0.1;Port=1;Database=none;Username=nobody";

    readonly Dictionary<string, HttpStatusCode> withoutDatabase = [];
    readonly List<string> prometheusNames = [];

    /// <summary>What each public address answers to GET while the database is away.</summary>
    public IReadOnlyDictionary<string, HttpStatusCode> WithoutDatabase => withoutDatabase;

    /// <summary>The histograms and gauges that the program has, as Prometheus names them.</summary>
    public IReadOnlyCollection<string> PrometheusNames => prometheusNames;

    public async ValueTask InitializeAsync()
    {
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => Note(instrument) };
        listener.Start();
        var options = new ServeOptions(NoDatabase, "http://127.0.0.1:0", Demo: false, Seed: 1);
        await using var app = ArbiterApp.Build(options, builder => builder.Logging.ClearProviders());
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        foreach (var path in PublicPaths(app))
        {
            using var answer = await http.GetAsync(path);
            withoutDatabase[path] = answer.StatusCode;
        }

        await app.StopAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    static IEnumerable<string> PublicPaths(IEndpointRouteBuilder app) => app.DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<PublicEndpoint>() is not null && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
        .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Where(path => !path.Contains('{', StringComparison.Ordinal));

    /// <summary>OpenTelemetry's rules for Prometheus: dots become underscores, and the unit follows.</summary>
    void Note(Instrument instrument)
    {
        if (instrument.Meter.Name != ArbiterMetrics.Name) return;
        var name = instrument.Name.Replace('.', '_') + instrument.Unit switch { "ms" => "_milliseconds", "s" => "_seconds", _ => "" };
        prometheusNames.Add(instrument is Histogram<double> ? name + "_bucket" : name);
    }
}
