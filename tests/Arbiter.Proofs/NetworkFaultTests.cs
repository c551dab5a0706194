using Arbiter.Proofs.Chaos;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Faults;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;
using Npgsql;

namespace Arbiter.Proofs;

/// <summary>P1, P2, P3 and P10 where the network between servers and their PostgreSQL fails: through a proxy everywhere, and with networks of our own where they can be made.</summary>
public sealed class NetworkFaultTests
{
    const int Resets = 8;

    /// <summary>A dead holder of the log's lock is given up after 2 s when it is idle, after 3 s at the most; the rest is for busy machines.</summary>
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(Moment.Committed)]
    [InlineData(Moment.Committing)]
    public Task A_connection_reset_after_the_commit_was_sent_leaves_one_ruling(Moment moment) => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var link = new FaultProxy(database.Server.Address, run.Seed);
        await using var cluster = await Cluster.StartAsync(run, [
            new ServerProcess(Through(link, database), engine: EngineChoice.Alone), new ServerProcess(database.ConnectionString, engine: EngineChoice.Alone),
        ]);
        var company = await Company.FoundAsync(cluster.Addresses, repeatWindowSeconds: 0);
        await using var traffic = new ClaimTraffic(new TrafficPlan(run.Seed) { KeyedShare = 1 }, company, cluster.Addresses);
        run.Keep(traffic);
        traffic.Start();
        for (var n = 0; n < Resets; n++)
        {
            await traffic.ReachAsync(traffic.Completed + run.Random.Next(20, 100));
            using var limit = new CancellationTokenSource(Long);
            await link.FailAtAsync(moment, limit.Token);
        }

        // One that nothing else mixes with: not answered, and then the same ruling wherever it is asked for.
        await traffic.ReachAsync(traffic.Completed + 100);
        var history = (await traffic.StopAsync()).ToList();
        using var client = new ArbiterClient();
        var failing = link.FailAtAsync(moment, default);
        var claim = new Operation { Id = "alone", Client = 0, Act = Act.Claim, Rep = company.Reps[0], Keys = [2_000_000], Keyed = true, Called = history[^1].Called + 1 };
        var first = await client.SendAsync(cluster.Addresses[0], claim, company.Token(claim.Rep));
        await failing;
        var second = await client.SendAsync(cluster.Addresses[1], claim, company.Token(claim.Rep));
        Assert.Equal(Fate.Unknown, first.Fate);
        Assert.Equal("granted", second.Answer?.Kind);
        if (moment == Moment.Committed) Assert.True(second.Answer!.Replayed);
        history.Add(claim with { Fate = Fate.Answered, Answer = second.Answer });

        await HostsRun.RequireAsync(run, database, cluster, history, traffic);
        Assert.True(history.Exists(o => o is { Attempts: > 1, Fate: Fate.Answered, Answer.Replayed: true }) || moment == Moment.Committing, "Nobody's answer was lost.");
    });

    [Fact]
    public Task Whoever_falls_silent_with_the_lock_on_the_log_stops_the_others_for_a_moment() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var one = new FaultProxy(database.Server.Address, run.Seed);
        await using var other = new FaultProxy(database.Server.Address, run.Seed);
        // Its connection stands, and nothing comes through it any more.
        await CutOffAsync(run, database, [one, other], Moment.Locked, () => { }, () => { });
    });

    [Fact]
    public Task A_host_that_vanishes_before_its_commit_stops_the_others_for_a_moment() => ProofRun.OfAsync(async run =>
    {
        await using var network = FaultyNetwork.Create(3, run.Seed);
        await using var database = await ProofDatabase.CreateAsync(network.Hosts[2]);
        await using var one = new FaultProxy(database.Server.Address, run.Seed, network.Hosts[0]);
        await using var other = new FaultProxy(database.Server.Address, run.Seed, network.Hosts[1]);
        // The batch is written, its transaction open, the database waits for what is next: no time limit of a statement or of idleness runs then, only the kernel's.
        await CutOffAsync(run, database, [one, other], Moment.Written, () => network.Hosts[0].Set(LinkFault.Cut), () => network.Hosts[0].Set(LinkFault.None));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Three_hosts_of_which_one_is_cut_off_slow_or_loses_packets_answer_as_one(bool relay) =>
        ProofRun.OfAsync(run => HostsRun.ProveAsync(run, host => relay ? EngineChoice.ReachedAt(host.Address) : EngineChoice.Alone));

    /// <summary>The first of two servers fails at that moment and is cut off; clients of the other hardly notice, and when it comes back nothing is wrong.</summary>
    static async Task CutOffAsync(ProofRun run, ProofDatabase database, FaultProxy[] links, Moment moment, Action cut, Action restore)
    {
        await using var cluster = await Cluster.StartAsync(run, links.Select(link => new ServerProcess(Through(link, database), engine: EngineChoice.Alone)));
        var company = await Company.FoundAsync(cluster.Addresses, repeatWindowSeconds: 0);
        await using var there = new ClaimTraffic(new TrafficPlan(run.Seed, Clients: 8, OperationsPerGeneration: 300), company, [cluster.Addresses[1]]);
        await using var both = new ClaimTraffic(new TrafficPlan(run.Seed + 1, Clients: 8, OperationsPerGeneration: 300) { FirstKey = 100_000 }, company, cluster.Addresses);
        run.Keep(there);
        run.Keep(both);
        there.Start();
        both.Start();
        await both.ReachAsync(100);
        using var limit = new CancellationTokenSource(Long);
        await links[0].FailAtAsync(moment, limit.Token);
        cut();
        await there.ReachAsync(there.Completed + 150);
        restore();
        await both.ReachAsync(both.Completed + 100);
        IReadOnlyList<Operation> history = [.. await there.StopAsync(), .. await both.StopAsync()];
        there.RequireNoFaults();
        run.Say($"slowest at the other server: {there.SlowestAttempt.TotalMilliseconds:F0} ms; without service: {there.RefusedService} of {there.Completed} there");
        await HostsRun.RequireAsync(run, database, cluster, history, both);
        Assert.Equal(0, there.RefusedService);
        Assert.True(there.SlowestAttempt < Soon, $"An answer of the other server took {there.SlowestAttempt.TotalSeconds:F1} s.");
    }

    static string Through(FaultProxy link, ProofDatabase database) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = link.Port, SslMode = SslMode.Disable }.ConnectionString;
}
