using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Faults;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;
using Npgsql;

namespace Arbiter.Proofs.Chaos;

/// <summary>
/// The long proof: several servers on one PostgreSQL, clients that claim overlapping keys through all of them, subscribers spread over them; servers are killed and their ways to the
/// database disturbed, and everything that was promised is checked while it goes on and at the end. Takes any engine.
/// </summary>
static class ChaosRun
{
    static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(60);
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    static readonly TimeSpan MeterEvery = TimeSpan.FromSeconds(5);

    public static async Task ProveAsync(ProofRun run, ChaosPlan plan)
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        var links = Enumerable.Range(0, plan.Servers).Select(i => new FaultProxy(database.Server.Address, run.Seed + i)).ToList();
        await using var cluster = await Cluster.StartAsync(run, links.Select((link, i) => new ServerProcess(Through(link, database), engine: plan.Engine(i))));
        var company = await Company.FoundAsync(cluster.Addresses, repeatWindowSeconds: 0);
        // Some hundred events a second, each for every subscriber, are what a small machine still carries beside all that dies on it: how long others wait after a kill says nothing where all wait.
        var load = new TrafficPlan(run.Seed, Clients: 24) { Pause = TimeSpan.FromMilliseconds(150), GoElsewhereAfter = TimeSpan.FromSeconds(3) };
        var recovery = new Recovery();
        await using var traffic = new ClaimTraffic(load, company, cluster.Addresses) { OnTried = recovery.Note };
        run.Keep(traffic);
        var subscribers = Enumerable.Range(0, plan.Subscribers).Select(i => new Subscriber(cluster.Addresses, i)).ToList();
        var audit = new RunningAudit(traffic);
        var meter = new Meter(company, cluster.Addresses, run.Seed);
        var disturber = new Disturber(run, plan, cluster.Servers, links, traffic, recovery);

        using var following = new CancellationTokenSource();
        var feeds = subscribers.Select(s => s.RunAsync(following.Token)).ToList();
        traffic.Start();
        await TogetherAsync(disturber.RunAsync, cancel => AuditAsync(audit, subscribers, cluster, cancel), cancel => MeterAsync(meter, cancel));
        foreach (var link in links) link.Set(LinkFault.None);
        await traffic.StopAsync();
        await FinishAsync(run, database, cluster, audit, subscribers);
        await following.CancelAsync();
        await Task.WhenAll(feeds);

        run.Say($"{disturber}; {audit.Checked} operations ({audit.Held} held at the most), {audit.Position} events, {traffic.RefusedService} attempts without service: {audit.Summary}");
        run.Say($"{subscribers.Count} subscribers went to another server {subscribers.Sum(s => s.Moves)} times, and each saw all {audit.Position} events; {meter.Count} quotas used up");
        run.Say(recovery.ToString());
        meter.Require(audit);
        traffic.RequireNoFaults();
        Assert.True(meter.Count > 0 && disturber.Kills > 0, "The proof was too short to prove anything.");
        Require(plan, recovery);
        foreach (var link in links) await link.DisposeAsync();
    }

    static void Require(ChaosPlan plan, Recovery recovery)
    {
        Assert.True(recovery.Longest <= plan.RecoveryLimit, $"Keys of a killed server waited {recovery.Longest.TotalSeconds:F1} s.");
        Assert.True(plan.Others is not { } limit || recovery.Others <= limit, $"After kills, the p99 at other servers was {recovery.Others.TotalMilliseconds:F0} ms.");
    }

    /// <summary>Runs these until the first ends; if it fails, this does.</summary>
    static async Task TogetherAsync(params Func<CancellationToken, Task>[] parts)
    {
        using var going = new CancellationTokenSource();
        var running = parts.Select(p => p(going.Token)).ToList();
        try
        {
            await await Task.WhenAny(running);
        }
        finally
        {
            await going.CancelAsync();
        }

        foreach (var part in running) await Quietly(part);
    }

    static async Task AuditAsync(RunningAudit audit, IReadOnlyList<Subscriber> subscribers, Cluster cluster, CancellationToken cancel)
    {
        using var client = new ArbiterClient(patience: TimeSpan.FromSeconds(3));
        while (!cancel.IsCancellationRequested)
        {
            await audit.LookAsync(client, cluster.Addresses, isOver: false);
            audit.RequireSame(subscribers);
            await Task.Delay(LookEvery, cancel);
        }
    }

    static async Task MeterAsync(Meter meter, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await meter.RunAsync(cancel);
            await Task.Delay(MeterEvery, cancel);
        }
    }

    /// <summary>Everything is well again: the log is whole, everybody has all of it, and every answer is explained.</summary>
    static async Task FinishAsync(ProofRun run, ProofDatabase database, Cluster cluster, RunningAudit audit, IReadOnlyList<Subscriber> subscribers)
    {
        using var client = new ArbiterClient();
        var length = await ChainCheck.RequireAsync(database.ConnectionString);
        await Poll.UntilAsync("the feed reaches the end of the log", CatchUp, async () =>
        {
            length = Math.Max(length, audit.Position);
            await audit.LookAsync(client, cluster.Addresses, isOver: false);
            return audit.Position >= length;
        });
        await audit.LookAsync(client, cluster.Addresses, isOver: true);
        await Poll.UntilAsync("every subscriber has seen everything", CatchUp, () => subscribers.All(s => s.Print.Position >= length || s.Broken is not null));
        audit.RequireSame(subscribers);
        foreach (var server in cluster.Servers) Assert.False(server.HasExited, server.Output);
        run.Say($"the chain of {length} records holds");
    }

    static async Task Quietly(Task part)
    {
        try
        {
            await part;
        }
        catch (OperationCanceledException)
        {
            // It was told to end.
        }
    }

    static string Through(FaultProxy link, ProofDatabase database) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = link.Port, SslMode = SslMode.Disable }.ConnectionString;
}
