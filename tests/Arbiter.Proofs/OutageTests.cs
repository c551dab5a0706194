using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;
using Arbiter.Testing;

namespace Arbiter.Proofs;

/// <summary>P10: without its database the server says "not now", soon and honestly, and is back by itself when the database is.</summary>
public sealed class OutageTests
{
    const int UsualOutages = 3;
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public Task Service_returns_by_itself_and_nothing_acknowledged_is_lost() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var server = new ServerProcess(database.ConnectionString);
        run.Keep(server);
        await server.StartAsync();
        var company = await Company.FoundAsync([server.Address], repeatWindowSeconds: 0);
        await using var traffic = new ClaimTraffic(new TrafficPlan(run.Seed), company, [server.Address]);
        run.Keep(traffic);
        using var client = new ArbiterClient();
        traffic.Start();
        var outages = ProofRun.Cycles(UsualOutages);
        for (var n = 0; n < outages; n++)
        {
            await traffic.ReachAsync(traffic.Completed + run.Random.Next(50, 300));
            await database.Server.StopAsync(run.Random.Next(3) == 0 ? PostgresStop.Fast : PostgresStop.Immediate);
            await Poll.UntilAsync("/readyz tells of the outage", Soon, async () => (int?)await server.StatusAsync("/readyz") == 503);
            await RequireHonestyAsync(client, server, company, n);
            await database.Server.StartAsync();
            await Poll.UntilAsync("/readyz is well again", Soon, async () => (int?)await server.StatusAsync("/readyz") == 200);
            await traffic.ReachAsync(traffic.Completed + 50);
        }

        var history = await traffic.StopAsync();
        traffic.RequireNoFaults();
        Assert.True(traffic.SlowestAttempt < Soon, $"An answer took {traffic.SlowestAttempt.TotalSeconds:F1} s.");
        var audit = new LogAudit();
        await audit.ReadOnAsync(client, server.Address);
        audit.Require(history, everyRefusal: true);
        Assert.Null(Answers.Refute(audit.Settled(history)));
        Assert.Equal(audit.Events.Count, await ChainCheck.RequireAsync(database.ConnectionString));
        run.Say($"{outages} outages; {traffic.RefusedService} attempts without service; slowest {traffic.SlowestAttempt.TotalMilliseconds:F0} ms; {Summary.Of(history)}");
    });

    /// <summary>While the database is away: alive, not ready, and 503 with Retry-After for commands and queries alike.</summary>
    static async Task RequireHonestyAsync(ArbiterClient client, ServerProcess server, Company company, int outage)
    {
        Assert.Equal(200, (int?)await server.StatusAsync("/healthz"));
        var claim = new Operation { Id = $"outage-{outage}", Client = 0, Act = Act.Claim, Rep = company.Reps[0], Keys = [1_000_000 + outage] };
        foreach (var o in (Operation[])[claim, claim with { Act = Act.LookUp }, claim with { Act = Act.Release, Customer = Guid.NewGuid() }])
        {
            var attempt = await client.SendAsync(server.Address, o, company.Token(o.Rep));
            Assert.Equal(new Attempt(Fate.Unknown, null, null), attempt);
        }

        Assert.Equal(503, (int?)await server.StatusAsync($"/api/v1/customers/{Guid.NewGuid()}"));
        Assert.Equal(503, (int?)await server.StatusAsync("/api/v1/pool"));
        Assert.Equal(503, (int?)await server.StatusAsync("/api/v1/conflicts"));
        // What is in memory is still told.
        Assert.Equal(200, (int?)await server.StatusAsync("/api/v1/roster"));
    }
}
