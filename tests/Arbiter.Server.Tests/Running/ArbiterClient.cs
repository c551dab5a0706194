using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Arbiter.Server.Tests.Running;

/// <summary>A caller of the API, with a token of their own or none.</summary>
public sealed class ArbiterClient(HttpClient http, string? token)
{
    public const string Api = "/api/v1";

    public string? Token => token;

    public Task<Reply> Get(string path) => Send(HttpMethod.Get, path);

    public Task<Reply> Delete(string path) => Send(HttpMethod.Delete, path);

    public Task<Reply> Post(string path, object? body = null, string? key = null) => Send(HttpMethod.Post, path, Json(body ?? new { }), WithKey(key));

    public Task<Reply> Put(string path, object body, string? match = null, string? key = null) =>
        Send(HttpMethod.Put, path, Json(body), request =>
        {
            WithKey(key)?.Invoke(request);
            if (match is not null) request.Headers.TryAddWithoutValidation(match == "*" ? "If-None-Match" : "If-Match", match);
        });

    public async Task<Reply> Send(HttpMethod method, string path, HttpContent? body = null, Action<HttpRequestMessage>? prepare = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("//", StringComparison.Ordinal) ? path[1..] : Api + path) { Content = body };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        prepare?.Invoke(request);
        using var response = await http.SendAsync(request);
        // Nothing that a caller sends may end in a fault; a store that is gone is 503.
        Assert.True((int)response.StatusCode != 500, $"500 for {method} {path}");
        return new Reply((int)response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Claims and expects a ruling.</summary>
    public async Task<Ruling> Claim(
        string? phone = null, string? email = null, string? company = null, string? wechat = null, string? website = null,
        string? rep = null, string? channel = null, string? scope = null, string? key = null) =>
        new((await Post("/claims", ClaimOf(phone, email, company, wechat, website, rep, channel, scope), key)).Ok().Json);

    public async Task<Ruling> ClaimFromPool(string customer, string? rep = null) => new((await Post($"/pool/{customer}/claim", new { rep })).Ok().Json);

    public async Task<Reply> LookUp(string phone) => (await Post("/lookups", ClaimOf(phone))).Ok();

    public async Task<Reply> FollowUp(string customer, string kind, string? opportunity = null) =>
        (await Post($"/customers/{customer}/follow-ups", new { kind, opportunity })).Ok();

    public async Task<Reply> Release(string customer) => (await Post($"/customers/{customer}/release")).Ok();

    public async Task<Reply> Transfer(string customer, string to) => (await Post($"/customers/{customer}/transfer", new { to, reason = "handover" })).Ok();

    /// <summary>A claim's body; what is null is left out.</summary>
    public static Dictionary<string, object> ClaimOf(
        string? phone = null, string? email = null, string? company = null, string? wechat = null, string? website = null,
        string? rep = null, string? channel = null, string? scope = null)
    {
        var identifiers = new (string Kind, string? Value)[] { ("phone", phone), ("email", email), ("company", company), ("wechat", wechat), ("website", website) }
            .Where(i => i.Value is not null).Select(i => new { kind = i.Kind, value = i.Value }).ToArray();
        var body = new Dictionary<string, object> { ["identifiers"] = identifiers };
        if (rep is not null) body["rep"] = rep;
        if (channel is not null) body["channel"] = channel;
        if (scope is not null) body["scope"] = scope;
        return body;
    }

    public static HttpContent Json(object body) => Raw(JsonSerializer.SerializeToUtf8Bytes(body, Options));

    public static HttpContent Raw(string body) => Raw(Encoding.UTF8.GetBytes(body));

    public static HttpContent Raw(byte[] body, string type = "application/json") =>
        new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    public static Action<HttpRequestMessage>? WithKey(string? key) =>
        key is null ? null : request => request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

    static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}
