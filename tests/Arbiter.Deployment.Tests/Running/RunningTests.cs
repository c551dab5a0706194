using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Arbiter.Deployment.Tests.Rendering;
using Arbiter.Server.Hosting;
using Arbiter.Testing;

namespace Arbiter.Deployment.Tests.Running;

/// <summary>
/// The containers of an overlay, run as the manifests say: their arguments, variables, user and read-only root, on a real PostgreSQL and with a collector. What is
/// missing is the image and the cluster.
/// </summary>
public sealed class RunningTests
{
    const string Token = "the-first-admin-of-a-deployment";
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("overlays/replicas")]
    [InlineData("overlays/dev")]
    public async Task An_overlay_comes_up_in_order_serves_and_ends_in_time(string overlay)
    {
        var manifests = Manifests.Of(overlay);
        Sandbox.Require();
        await using var postgres = await PostgresServer.StartNewAsync();
        await using var collector = await Collector.StartAsync();
        var database = postgres.ConnectionString(await postgres.CreateDatabaseAsync());
        var pod = new Pod(
            manifests, new Dictionary<string, string> { ["database"] = database, ["admin-token"] = Token },
            new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address, ["OTEL_METRIC_EXPORT_INTERVAL"] = "500" });

        await SchemaFirstAsync(manifests, pod);

        await using var server = pod.Run(manifests.Server);
        using var http = new HttpClient { BaseAddress = pod.Address };
        await ProbesAsync(manifests, server, http);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Assert.Equal(HttpStatusCode.OK, (await http.PutAsJsonAsync("/api/v1/roster/reps/rep-01", new { name = "One" }, Cancel)).StatusCode);
        var deployed = new Deployed(http, collector, server);
        foreach (var variable in manifests.Environment(manifests.Server).Where(v => LibraryVariables.Proofs.ContainsKey(v.Name))) await LibraryVariables.Proofs[variable.Name](deployed);
        // It was set, so none is made up and shown.
        Assert.DoesNotContain("Admin token", server.Output);

        var began = Stopwatch.GetTimestamp();
        server.Stop();
        Assert.Equal(0, await server.EndAsync(Drain.Longest));
        TestContext.Current.SendDiagnosticMessage($"{overlay}: ended in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms");
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The init container waits, and the job is what it waits for.</summary>
    static async Task SchemaFirstAsync(Manifests manifests, Pod pod)
    {
        await using var waiting = pod.Run(manifests.Pod.InitContainers.Single());
        await waiting.UntilAsync("it waits for the schema", () => Task.FromResult(waiting.Output.Contains("lacks migration 0001", StringComparison.Ordinal)));
        await using var job = pod.Run(manifests.Job.Spec.Template.Spec.Containers.Single());
        Assert.False(waiting.HasExited);

        Assert.Equal(0, await job.EndAsync(Soon));
        Assert.Equal(0, await waiting.EndAsync(Soon));

        // A node that is lost takes the pod of a job with it: another one may come.
        await using var again = pod.Run(manifests.Job.Spec.Template.Spec.Containers.Single());
        Assert.Equal(0, await again.EndAsync(Soon));
    }

    /// <summary>Startup, liveness and readiness, asked as a node asks.</summary>
    static async Task ProbesAsync(Manifests manifests, RunningProgram server, HttpClient http)
    {
        foreach (var probe in (k8s.Models.V1Probe[])[manifests.Server.StartupProbe, manifests.Server.ReadinessProbe, manifests.Server.LivenessProbe])
        {
            Assert.Equal(8080, Manifests.Port(manifests.Pod, probe.HttpGet.Port));
            await server.UntilAsync($"{probe.HttpGet.Path} is answered", async () => await StatusAsync(http, probe.HttpGet.Path) == HttpStatusCode.OK);
        }
    }

    static async Task<HttpStatusCode?> StatusAsync(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(path);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
