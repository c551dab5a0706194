using System.Text.Json;
using Arbiter.Server.Json;

namespace Arbiter.Server.Problems;

/// <summary>
/// What was wrong with a request and what to do about it (RFC 9457). <paramref name="Field"/> is a JSON pointer (RFC 6901). Texts never repeat what was sent:
/// it may be personal.
/// </summary>
public sealed record Problem(int Status, string Code, string Title, string? Detail = null, string? Field = null)
{
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>It is the answer that the same request got before; what it says may have changed since.</summary>
    public bool Replayed { get; init; }

    public Problem At(string field) => this with { Field = field };

    /// <summary>Answers with this problem.</summary>
    public Task WriteAsync(HttpContext http)
    {
        if (http.Response.HasStarted) return Task.CompletedTask;
        http.Response.StatusCode = Status;
        if (RetryAfter is { } wait) http.Response.Headers.RetryAfter = ((int)Math.Max(1, Math.Ceiling(wait.TotalSeconds))).ToString();
        if (Status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Bearer";
        return Respond.JsonAsync(http, this, static (json, problem) => problem.Write(json), "application/problem+json");
    }

    /// <summary>Writes the problem as a JSON object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "/problems/" + Code);
        json.WriteString("title"u8, Title);
        json.WriteNumber("status"u8, Status);
        if (Detail is not null) json.WriteString("detail"u8, Detail);
        if (Field is not null) json.WriteString("field"u8, Field);
        if (Replayed) json.WriteBoolean("replayed"u8, true);
        json.WriteEndObject();
    }
}

/// <summary>A problem found too deep to return it. Only for what is rare: exceptions are slow.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Title)
{
    public Problem Problem => problem;
}
