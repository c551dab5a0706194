using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs;

/// <summary>
/// A rolling upgrade under load: servers of this release beside those of the next one, which has an expansion and a contract more (docs/UPGRADES.md).
/// </summary>
public sealed class UpgradeTests
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public Task Servers_are_replaced_one_after_the_other_under_load() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var cluster = await Cluster.StartAsync(run, database, 2);
        var company = await Company.FoundAsync(cluster.Addresses);
        await using var next = Next(run, database);
        await using var replaced = new ServerProcess(database.ConnectionString, cluster.Addresses[0].Port, ServerProcess.NextRelease);
        run.Keep(replaced);
        // One load on the servers that are there all the time, one on all.
        await using var steady = new ClaimTraffic(new TrafficPlan(run.Seed, Clients: 6, OperationsPerGeneration: int.MaxValue), company, [cluster.Addresses[1]]);
        await using var all = new ClaimTraffic(new TrafficPlan(run.Seed + 1, Clients: 10, OperationsPerGeneration: int.MaxValue), company, [.. cluster.Addresses, next.Address]);
        run.Keep(steady);
        run.Keep(all);
        steady.Start();
        await steady.ReachAsync(100);

        await next.StartAsync();
        all.Start();
        await all.ReachAsync(300);
        Assert.Contains("Migrated: 0009_conflicts_by_scope (expand", next.Output);
        Assert.Contains("0010_conflicts_by_scope_only waits: servers below level 9 still use the database (2)", next.Output);
        Assert.Equal(0, await cluster.Servers[0].StopAsync());
        await replaced.StartAsync();
        await all.ReachAsync(all.Completed + 200);

        // There is still one of the older release: the contract would shut it out.
        await using var migrate = Next(run, database);
        Assert.Equal(2, await migrate.RunToEndAsync("migrate"));
        Assert.Contains("waits", migrate.Output);
        IReadOnlyList<Operation> history = await steady.StopAsync();
        Assert.Equal(0, await cluster.Servers[1].StopAsync());
        Assert.Equal(0, await migrate.RunToEndAsync("migrate"));
        Assert.Contains("ran 0010_conflicts_by_scope_only (contract", migrate.Output);
        await all.ReachAsync(all.Completed + 100);
        Assert.Equal(1, await cluster.Servers[1].RunToEndAsync());
        Assert.Contains("Run that version", cluster.Servers[1].Output);

        await RequireAsync(run, database, replaced.Address, [.. history, .. await all.StopAsync()]);
        steady.RequireNoFaults();
        all.RequireNoFaults();
        Assert.Equal(0, steady.RefusedService);
    });

    [Fact]
    public Task A_server_that_is_shut_out_says_so_and_decides_nothing_more() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var cluster = await Cluster.StartAsync(run, database, 2);
        var (busy, idle) = (cluster.Servers[0], cluster.Servers[1]);
        var company = await Company.FoundAsync(cluster.Addresses);
        await using var next = Next(run, database);
        await next.StartAsync();
        await using var traffic = new ClaimTraffic(new TrafficPlan(run.Seed, OperationsPerGeneration: int.MaxValue), company, [busy.Address, next.Address]);
        run.Keep(traffic);
        traffic.Start();
        await traffic.ReachAsync(300);

        await using var migrate = Next(run, database);
        Assert.Equal(0, await migrate.RunToEndAsync("migrate", "--contract"));
        foreach (var old in (ServerProcess[])[busy, idle])
        {
            await Poll.UntilAsync("/readyz says no", Soon, async () => (int?)await old.StatusAsync("/readyz") == 503);
            Assert.Contains("shut out servers below level 9", await old.BodyAsync("/readyz"));
            Assert.Equal(200, (int?)await old.StatusAsync("/healthz"));
            var claim = new Operation { Id = $"late-{old.Address.Port}", Client = 0, Act = Act.Claim, Rep = company.Reps[0], Keys = [1_000_000] };
            using var client = new ArbiterClient();
            Assert.Equal(new Attempt(Fate.Unknown, null, null), await client.SendAsync(old.Address, claim, company.Token(claim.Rep)));
        }

        traffic.RequireNoFaults();
        var history = await traffic.StopAsync();
        await RequireAsync(run, database, next.Address, history);
        await using var other = new ClaimTraffic(new TrafficPlan(run.Seed + 1), company, [next.Address]);
        other.Start();
        await other.ReachAsync(300);
        await RequireAsync(run, database, next.Address, [.. history, .. await other.StopAsync()]);
        Assert.Equal(0, other.RefusedService);
    });

    static ServerProcess Next(ProofRun run, ProofDatabase database)
    {
        var next = new ServerProcess(database.ConnectionString, program: ServerProcess.NextRelease);
        run.Keep(next);
        return next;
    }

    static async Task RequireAsync(ProofRun run, ProofDatabase database, Uri server, IReadOnlyList<Operation> history)
    {
        var length = await ChainCheck.RequireAsync(database.ConnectionString);
        using var client = new ArbiterClient();
        var audit = new LogAudit();
        await Poll.UntilAsync("the feed is read to its end", Soon, async () =>
        {
            await audit.ReadOnAsync(client, server);
            return audit.Events.Count >= length;
        });
        audit.Require(history, everyRefusal: false);
        Assert.Null(Answers.Refute(audit.Settled(history)));
        run.Say(Summary.Of(history));
    }
}
