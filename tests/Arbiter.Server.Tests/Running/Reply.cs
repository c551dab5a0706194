using System.Net.Http.Headers;
using System.Text.Json;

namespace Arbiter.Server.Tests.Running;

/// <summary>An answer of the server, read to its end.</summary>
public sealed record Reply(int Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Body)
{
    JsonElement? json;

    public JsonElement Json => json ??= JsonDocument.Parse(Body).RootElement;

    public string? ContentType => ContentHeaders.ContentType?.MediaType;

    public JsonElement this[string member] => Json.GetProperty(member);

    /// <summary>The text of a member; null when it is absent.</summary>
    public string? Text(string member) => Json.TryGetProperty(member, out var value) ? value.ToString() : null;

    public DateTimeOffset? Time(string member) => Json.TryGetProperty(member, out var value) ? value.GetDateTimeOffset() : null;

    public long Number(string member) => Json.GetProperty(member).GetInt64();

    public bool Has(string member) => Json.TryGetProperty(member, out _);

    public IReadOnlyList<JsonElement> List(string member) => [.. Json.GetProperty(member).EnumerateArray()];

    public Reply Ok()
    {
        Assert.True(Status == 200, $"{Status}: {Body}");
        return this;
    }

    /// <summary>Asserts a problem with this status and code, at this field when one is given.</summary>
    public Reply IsProblem(int status, string code, string? field = null)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Body}");
        AssertProblem();
        Assert.Equal("/problems/" + code, Text("type"));
        if (field is not null) Assert.Equal(field, Text("field"));
        return this;
    }

    /// <summary>Asserts that the answer has the form of problem details.</summary>
    public Reply AssertProblem()
    {
        Assert.True(ContentType == "application/problem+json", $"{Status} {ContentType}: {Body}");
        Assert.StartsWith("/problems/", Text("type"));
        Assert.False(string.IsNullOrWhiteSpace(Text("title")));
        Assert.Equal(Status, this["status"].GetInt32());
        return this;
    }

    public override string ToString() => $"{Status} {Body}";
}
