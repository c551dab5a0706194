using Arbiter.Identity.Phones;
using Arbiter.Server.Access;
using Arbiter.Server.Boards;
using Arbiter.Server.Checks;
using Arbiter.Server.Claims;
using Arbiter.Server.Conflicts;
using Arbiter.Server.Customers;
using Arbiter.Server.Demo;
using Arbiter.Server.Feed;
using Arbiter.Server.Imports;
using Arbiter.Server.Live;
using Arbiter.Server.LookUps;
using Arbiter.Server.Merging;
using Arbiter.Server.Operations;
using Arbiter.Server.Policies;
using Arbiter.Server.Pool;
using Arbiter.Server.Problems;
using Arbiter.Server.Relay;
using Arbiter.Server.Roster;
using Arbiter.Server.Telemetry;
using Arbiter.Server.Tokens;

namespace Arbiter.Server.Hosting;

/// <summary>The server: what it is made of, and what it answers to.</summary>
public static class ArbiterApp
{
    public static WebApplication Build(ServeOptions options, Action<WebApplicationBuilder>? customize = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = WebRoot.ContentRoot(),
            // Settings are read once. Else everything below the content root is watched, a database too, and each write there wakes this process.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.ConfigureKestrel(options);
        builder.ConfigureLogging();
        builder.Services.AddArbiter(options);
        builder.AddEngine(options);
        builder.Services.AddBatchPlaces();
        builder.Services.AddLive();
        builder.Services.AddOpenApi("v1");
        builder.AddTelemetry();
        if (options.Demo) builder.Services.AddDemo(options);
        customize?.Invoke(builder);

        var app = builder.Build();
        Settings.RequireKnown(app.Configuration);
        // Settings that cannot be used are told now, and not by the first claim.
        app.Services.GetRequiredService<PhoneRules>();
        FirstToken.PresetOf(app.Configuration);
        // Access is ours (AccessMiddleware). The live hub's services bring the framework's along, which would be put in front of every request.
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
        app.UseMiddleware<ProblemMiddleware>();
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/api"), pages => pages.UseDefaultFiles().UseStaticFiles());
        app.UseRelay();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        app.UseRateLimiter();
        app.MapHealth();
        app.MapLiveHub();
        app.MapRelay();
        app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new PublicEndpoint());
        MapApi(app.MapGroup("/api/v1"));
        if (options.Demo) app.MapDemo();
        return app;
    }

    static void MapApi(IEndpointRouteBuilder api)
    {
        api.MapClaims();
        api.MapLookUps();
        api.MapCustomers();
        api.MapPool();
        api.MapProposals();
        api.MapSharedKeys();
        api.MapConflicts();
        api.MapBoards();
        api.MapEvents();
        api.MapLive();
        api.MapRoster();
        api.MapPolicies();
        api.MapTokens();
        api.MapImports();
        api.MapChecks();
    }
}
