using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs;

/// <summary>P1 as clients see it: one server, many clients, few customers, and an order that explains every answer.</summary>
public sealed class LinearizableTests
{
    const int Operations = 3000;

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public Task Answers_are_linearizable(Database kind) => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(kind);
        await using var server = new ServerProcess(database.ConnectionString);
        run.Keep(server);
        await server.StartAsync();
        var company = await Company.FoundAsync([server.Address]);
        await using var traffic = new ClaimTraffic(new TrafficPlan(run.Seed), company, [server.Address]);
        run.Keep(traffic);
        traffic.Start();
        await traffic.ReachAsync(Operations);
        var history = await traffic.StopAsync();

        traffic.RequireNoFaults();
        Assert.Equal(0, traffic.RefusedService);
        var audit = new LogAudit();
        using var client = new ArbiterClient();
        await audit.ReadOnAsync(client, server.Address);
        audit.Require(history, everyRefusal: false);
        Assert.Null(Answers.Refute(audit.Settled(history)));
        run.Say(Summary.Of(history));
    });
}
