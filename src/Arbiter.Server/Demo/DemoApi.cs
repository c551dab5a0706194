using System.Net.Http.Headers;
using System.Text.Json;

namespace Arbiter.Server.Demo;

/// <summary>Talks to a server's public API as anybody would.</summary>
sealed class DemoApi(HttpClient client)
{
    /// <summary>The answer's body and its ETag, whatever its status.</summary>
    public async Task<DemoAnswer> SendAsync(
        HttpMethod method, string path, string token, object? body = null, (string Name, string Value)? header = null, CancellationToken cancel = default)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (header is { } extra) request.Headers.TryAddWithoutValidation(extra.Name, extra.Value);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var response = await client.SendAsync(request, cancel);
        await using var content = await response.Content.ReadAsStreamAsync(cancel);
        using var document = await JsonDocument.ParseAsync(content, cancellationToken: cancel);
        return new DemoAnswer((int)response.StatusCode, document.RootElement.Clone(), response.Headers.ETag?.ToString());
    }
}

/// <summary>What a server answered.</summary>
readonly record struct DemoAnswer(int Status, JsonElement Body, string? ETag)
{
    public bool Ok => Status is >= 200 and < 300;

    public string? Text(string member) => Body.TryGetProperty(member, out var value) ? value.GetString() : null;
}
