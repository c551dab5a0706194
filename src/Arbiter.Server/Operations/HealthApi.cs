using Arbiter.Engine;
using Arbiter.Server.Access;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Operations;

/// <summary>For those who run it. Alive never asks the database; ready says why when it is not.</summary>
public static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", (Delegate)AliveAsync)
            .WithMetadata(new PublicEndpoint()).WithSummary("Alive").WithDescription("Never asks the database.");
        app.MapGet("/readyz", ReadyAsync).WithMetadata(new PublicEndpoint()).WithSummary("Ready to decide").WithDescription("503 with the reason when not.");
    }

    static Task AliveAsync(HttpContext http) => Respond.ObjectAsync(http, true, static (json, alive) => json.WriteBoolean("alive"u8, alive));

    /// <summary>Ready begins when the first caller can be let in: a log without tokens is about to get one.</summary>
    static Task ReadyAsync(HttpContext http, IArbiterEngine engine, TokenIndex tokens)
    {
        var health = engine.Health;
        if (!health.Ready) return ProblemCatalog.Unavailable(health.Why, TimeSpan.FromSeconds(1)).WriteAsync(http);
        return tokens.WhyNone is { } why
            ? why.WriteAsync(http)
            : Respond.ObjectAsync(http, true, static (json, ready) => json.WriteBoolean("ready"u8, ready));
    }
}
