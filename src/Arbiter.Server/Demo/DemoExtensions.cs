using Arbiter.Server.Access;
using Arbiter.Server.Hosting;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Demo;

/// <summary>Demo mode: a seeded company with live traffic to look at.</summary>
static class DemoExtensions
{
    public static void AddDemo(this IServiceCollection services, ServeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton<DemoSession>();
        services.AddHostedService<DemoService>();
    }

    /// <summary>Lets the page in without anybody signing in: with a token that may read everything, all of it invented, and change nothing.</summary>
    public static void MapDemo(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/demo/session", SessionAsync).WithMetadata(new PublicEndpoint())
            .WithSummary("A token to look at the demo").WithDescription("Only in demo mode.");

    static Task SessionAsync(HttpContext http, DemoSession session) => session.AuditorToken is { } token
        ? Respond.ObjectAsync(http, token, static (json, secret) =>
        {
            json.WriteString("token"u8, secret);
            json.WriteString("role"u8, "auditor"u8);
        })
        : ProblemCatalog.Unavailable("The demo is still being set up.", TimeSpan.FromSeconds(1)).WriteAsync(http);
}
