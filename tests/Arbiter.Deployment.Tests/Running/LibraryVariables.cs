using System.Text.Json;

namespace Arbiter.Deployment.Tests.Running;

/// <summary>A server that runs as its overlay says, and what it can be asked.</summary>
sealed record Deployed(HttpClient Http, Collector Collector, RunningProgram Program);

/// <summary>
/// Variables that libraries of the program read. No list says which these are, so each that a manifest uses has a proof here: what a running server does because of it.
/// </summary>
static class LibraryVariables
{
    public static IReadOnlyDictionary<string, Func<Deployed, Task>> Proofs { get; } = new Dictionary<string, Func<Deployed, Task>>
    {
        ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = AddressAsCalledAsync,
        // By default the first would come after a minute, which is as long as is waited.
        ["OTEL_METRIC_EXPORT_INTERVAL"] = d => d.Program.UntilAsync("metrics come", () => Task.FromResult(d.Collector.Has("arbiter.queue.wait"))),
        ["OTEL_RESOURCE_ATTRIBUTES"] = d => d.Program.UntilAsync(
            "metrics say whose they are", () => Task.FromResult(d.Collector.Has("arbiter.queue.wait", "k8s.pod.name", Pod.PodName, "k8s.namespace.name"))),
    };

    /// <summary>The document says where the API is; behind an ingress that is where the caller called.</summary>
    static async Task AddressAsCalledAsync(Deployed deployed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "192.0.2.1" } } };
        using var answer = await deployed.Http.SendAsync(request);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        Assert.StartsWith("https://", document.RootElement.GetProperty("servers")[0].GetProperty("url").GetString());
    }
}
