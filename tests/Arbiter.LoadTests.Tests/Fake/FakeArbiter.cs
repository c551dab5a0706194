using Arbiter.LoadTests.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Arbiter.LoadTests.Tests.Fake;

/// <summary>As much of the HTTP API as the load tests use, in this process.</summary>
public sealed class FakeArbiter : IAsyncDisposable
{
    readonly WebApplication app;
    readonly FakeStore store;
    readonly Fault fault;
    int claimRequests, policyRequests;

    FakeArbiter(Fault fault, string url)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR();
        (this.fault, store) = (fault, new FakeStore(fault));
        builder.Services.AddSingleton(store);
        app = builder.Build();
        app.Urls.Add(url);
        Map();
    }

    public Target Target => Target.Parse(app.Urls.Single());

    public int TeamsPut { get; private set; }
    public int RepsPut { get; private set; }
    public string PolicyPut { get; private set; } = "";

    public static async Task<FakeArbiter> StartAsync(Fault fault = Fault.None, string url = "http://127.0.0.1:0")
    {
        var fake = new FakeArbiter(fault, url);
        await fake.app.StartAsync();
        return fake;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true)); // Without waiting for connections to go by themselves.
        await app.DisposeAsync();
    }

    void Map()
    {
        app.MapHub<FakeHub>("/hubs/live");
        app.MapGet("/readyz", () => "ready");
        var api = app.MapGroup("/api/v1");
        api.MapGet("/policies/default", (HttpContext http) =>
        {
            if (fault == Fault.KnowTokenLate && Interlocked.Increment(ref policyRequests) < 3)
                return Results.Unauthorized();
            http.Response.Headers.ETag = "\"1\"";
            return Results.Json(new { version = 1, quotas = new { claimsPerDay = 20, holdings = 200 } });
        });
        api.MapPut("/policies/default", async (HttpContext http) =>
        {
            PolicyPut = await new StreamReader(http.Request.Body).ReadToEndAsync();
            return http.Request.Headers.IfMatch == "\"1\"" ? Results.Ok() : Results.StatusCode(412);
        });
        api.MapPut("/roster/teams/{team}", (string team) => { TeamsPut++; });
        api.MapPut("/roster/reps/{rep}", (string rep) => { RepsPut++; });
        api.MapPost("/tokens", () => new { id = "1", token = "channel-token" });
        api.MapGet("/events", (long after, int limit) =>
            new { events = store.After(after, limit), next = after, head = store.Head });
        api.MapPost("/claims", Claim);
        api.MapPost("/claims/batch", (FakeBatch batch) =>
            new { rulings = batch.Claims.Select((claim, index) => new { index, ruling = store.Claim(claim) }) });
    }

    /// <summary>How late <see cref="Fault.AnswerLate"/> answers.</summary>
    public static TimeSpan Delay { get; } = TimeSpan.FromMilliseconds(100);

    async Task<IResult> Claim(FakeClaim claim, HttpContext http)
    {
        if (http.Request.Headers.Authorization != "Bearer channel-token")
            return Results.Unauthorized();
        var faulty = Interlocked.Increment(ref claimRequests) % 20 == 0;
        switch (fault)
        {
            case Fault.Overload when faulty:
                http.Response.Headers.RetryAfter = "1";
                return Results.StatusCode(429);
            case Fault.CloseConnections when faulty:
                http.Abort();
                return Results.Empty;
            case Fault.AnswerLate:
                await Task.Delay(Delay);
                return Results.Json(store.Claim(claim));
            case Fault.AnswerNonsense when faulty:
                return Results.Json(new { verdict = "maybe" });
            default:
                return Results.Json(store.Claim(claim));
        }
    }
}
