using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Arbiter.Proofs.Faults;
using Arbiter.Proofs.Processes;

namespace Arbiter.Proofs.Traffic;

/// <summary>One attempt at a call: an answer, or what stood in its way.</summary>
public readonly record struct Attempt(Fate Fate, Answer? Answer, string? Fault);

/// <summary>Speaks the HTTP API for one client, over connections of its own.</summary>
/// <param name="host">Where the servers are, when not on this machine's own network.</param>
/// <param name="patience">How long to wait for an answer; without it, longer than any server may take, so that none at all is a fault.</param>
public sealed class ArbiterClient(NetworkHost? host = null, TimeSpan? patience = null) : IDisposable
{
    readonly HttpClient http = new(NetworkHost.Handler(host)) { Timeout = patience ?? TimeSpan.FromSeconds(15) };

    /// <summary>A mobile number for each key, so that it is hard.</summary>
    public static string Phone(int key) => "139" + (20_000_000 + key * 13).ToString("D8", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Sends an operation once. What is neither an answer nor an honest "not now" is a fault.</summary>
    public async Task<Attempt> SendAsync(Uri server, Operation operation, string token, CancellationToken cancel = default)
    {
        var (method, path, body) = Describe(operation);
        try
        {
            using var request = Request(method, server, path, token, body);
            if (operation.Keyed) request.Headers.Add("Idempotency-Key", operation.Id);
            using var response = await http.SendAsync(request, cancel);
            return await ReadAsync(response, cancel);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return new Attempt(Fate.NotHappened, null, null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Attempt(Fate.Unknown, null, null);
        }
        catch (TaskCanceledException)
        {
            return new Attempt(Fate.Unknown, null, patience is null ? $"{operation.Id}: no answer within {http.Timeout.TotalSeconds:F0} s" : null);
        }
    }

    public async Task<JsonNode> GetAsync(Uri server, string path, string token = ServerProcess.AdminToken)
    {
        using var response = await http.SendAsync(Request(HttpMethod.Get, server, path, token, null));
        return await JsonOf(response);
    }

    /// <summary>Any other call that has to succeed.</summary>
    public async Task<JsonNode> CallAsync(HttpMethod method, Uri server, string path, JsonNode body, string? ifMatch = null, bool ifNoneMatch = false)
    {
        using var request = Request(method, server, path, ServerProcess.AdminToken, body);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (ifNoneMatch) request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        using var response = await http.SendAsync(request);
        return await JsonOf(response);
    }

    public void Dispose() => http.Dispose();

    static async Task<JsonNode> JsonOf(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri}: {(int)response.StatusCode} {text}");
    }

    static HttpRequestMessage Request(HttpMethod method, Uri server, string path, string token, JsonNode? body)
    {
        var request = new HttpRequestMessage(method, new Uri(server, path)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        return request;
    }

    static (HttpMethod Method, string Path, JsonNode? Body) Describe(Operation o) => o.Act switch
    {
        Act.Claim => (HttpMethod.Post, "/api/v1/claims", new JsonObject { ["scope"] = o.Scope ?? "default", ["rep"] = o.Rep, ["channel"] = o.Id, ["identifiers"] = Identifiers(o) }),
        Act.LookUp => (HttpMethod.Post, "/api/v1/lookups", new JsonObject { ["identifiers"] = Identifiers(o) }),
        Act.Release => (HttpMethod.Post, $"/api/v1/customers/{o.Customer}/release", new JsonObject { ["reason"] = "other" }),
        Act.Merge => (HttpMethod.Post, $"/api/v1/customers/{o.Customer}/merge", new JsonObject { ["into"] = o.Into }),
        Act.Mark or Act.Unmark => (
            HttpMethod.Post, "/api/v1/keys/shared", new JsonObject { ["kind"] = "phone", ["value"] = Phone(o.Keys[0]), ["shared"] = o.Act == Act.Mark }),
        Act.Unmerge => (HttpMethod.Delete, $"/api/v1/customers/{o.Customer}/merge", null),
        _ => (HttpMethod.Post, $"/api/v1/customers/{o.Customer}/transfer", new JsonObject { ["to"] = o.To, ["reason"] = "handover" }),
    };

    static JsonArray Identifiers(Operation o) => [.. o.Keys.Select(k => new JsonObject { ["kind"] = "phone", ["value"] = Phone(k) })];

    static async Task<Attempt> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        var text = await response.Content.ReadAsStringAsync(cancel);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return new Attempt(Fate.Answered, Read(JsonDocument.Parse(text).RootElement), null);
            case HttpStatusCode.NotFound or HttpStatusCode.Conflict:
                return new Attempt(Fate.Answered, Rejection(status, JsonDocument.Parse(text).RootElement), null);
            case HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests:
                var patience = response.Headers.RetryAfter is null ? $"{status} without Retry-After" : null;
                return new Attempt(status == 429 ? Fate.NotHappened : Fate.Unknown, null, patience);
            default:
                return new Attempt(Fate.Unknown, null, $"{response.RequestMessage!.RequestUri!.AbsolutePath}: {status} {text}");
        }
    }

    static Answer Read(JsonElement json) => new(
        200,
        Text(json, "verdict") ?? Text(json, "status") ?? "accepted",
        // Look-ups say null where there is nothing to tell, so that their shape tells nothing.
        json.TryGetProperty("customer", out var customer) && customer.ValueKind != JsonValueKind.Null ? customer.GetGuid() : null,
        Text(json, "owner"),
        json.TryGetProperty("epoch", out var epoch) && epoch.ValueKind != JsonValueKind.Null ? epoch.GetInt32() : 0,
        json.GetProperty("seq").GetInt64(),
        IsReplayed(json))
    {
        // A transfer's answer says when it happened, which is when the new ownership began.
        Since = json.TryGetProperty("ownedSince", out var since) ? since.GetDateTimeOffset()
            : json.TryGetProperty("accepted", out _) ? json.GetProperty("at").GetDateTimeOffset() : null,
        Marked = json.TryGetProperty("identifiers", out var identifiers)
            ? identifiers.EnumerateArray().Where(i => Text(i, "weakness") == "markedShared").Sum(i => 1 << i.GetProperty("index").GetInt32())
            : null,
    };

    static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    static Answer Rejection(int status, JsonElement problem) =>
        new(status, problem.GetProperty("type").GetString()!["/problems/".Length..], Replayed: IsReplayed(problem));

    static bool IsReplayed(JsonElement json) => json.TryGetProperty("replayed", out var replayed) && replayed.GetBoolean();
}
