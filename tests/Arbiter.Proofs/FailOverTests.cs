using System.Diagnostics;
using System.Net;
using Arbiter.Engine.Journal;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Faults;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;
using Arbiter.Storage;
using Arbiter.Testing;
using Npgsql;

namespace Arbiter.Proofs;

/// <summary>P1, P2, P6 and P10 where the PostgreSQL itself fails over to its standby: servers that name both hosts go on, each on the one that is primary.</summary>
public sealed class FailOverTests
{
    const string Standby = "standby1";
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public Task Servers_go_on_at_the_standby_and_never_at_the_old_primary() => ProofRun.OfAsync(async run =>
    {
        await using var old = await PostgresServer.StartNewAsync();
        var database = await old.CreateDatabaseAsync();
        await using var promoted = await old.StartStandbyAsync(Standby);
        await old.SetAsync("synchronous_standby_names", Standby);
        await Poll.UntilAsync("the standby confirms commits", Soon, async () => await old.AskAsync("SELECT sync_state FROM pg_stat_replication") is "sync");
        await using var cluster = await Cluster.StartAsync(run, Both(old, promoted, database), 2);
        var company = await Company.FoundAsync(cluster.Addresses);
        await using var traffic = new ClaimTraffic(new TrafficPlan(run.Seed), company, cluster.Addresses);
        run.Keep(traffic);
        traffic.Start();
        await traffic.ReachAsync(500 + run.Random.Next(300));

        var began = Stopwatch.GetTimestamp();
        old.Kill();
        await promoted.PromoteAsync();
        var promotion = Stopwatch.GetElapsedTime(began);
        await cluster.ReadyAsync();
        var ready = Stopwatch.GetElapsedTime(began);
        await traffic.ReachAsync(traffic.Completed + 300);

        // It comes back as it was, believes to be primary, and would take what is written to it.
        await old.StartAsync("-c synchronous_standby_names=");
        var fork = await HeadAsync(old, database);
        for (var n = 0; n < 3; n++)
        {
            await promoted.AskAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'arbiter'");
            await traffic.ReachAsync(traffic.Completed + 200);
        }

        // One that remembers nothing has to find out by itself.
        await cluster.Servers[0].KillAsync();
        await cluster.Servers[0].StartAsync();
        await traffic.ReachAsync(traffic.Completed + 300);
        var history = await traffic.StopAsync();

        traffic.RequireNoFaults();
        Assert.Equal(fork, await HeadAsync(old, database));
        var length = await ChainCheck.RequireAsync(promoted.ConnectionString(database));
        using var client = new ArbiterClient();
        foreach (var address in cluster.Addresses)
        {
            var audit = new LogAudit();
            await Poll.UntilAsync($"the feed of {address} reaches {length}", Soon, async () =>
            {
                await audit.ReadOnAsync(client, address);
                return audit.Events.Count >= length;
            });
            audit.Require(history, everyRefusal: false);
            Assert.Null(Answers.Refute(audit.Settled(history)));
        }

        Assert.DoesNotContain("ANOTHER ONE", cluster.Servers[1].Output);
        run.Say($"promoted after {promotion.TotalMilliseconds:F0} ms, ready after {ready.TotalMilliseconds:F0} ms; {length} events; {Summary.Of(history)}");
    });

    [Fact]
    public Task A_log_that_lost_its_end_is_told_loudly_and_nobody_is_led_on() => ProofRun.OfAsync(async run =>
    {
        await using var old = await PostgresServer.StartNewAsync();
        var database = await old.CreateDatabaseAsync();
        await using var promoted = await old.StartStandbyAsync(Standby);
        await using var server = new ServerProcess(Both(old, promoted, database));
        run.Keep(server);
        await server.StartAsync();
        var company = await Company.FoundAsync([server.Address]);
        using var client = new ArbiterClient();
        await ClaimAsync(client, server, company, 1, 20);
        var kept = await HeadAsync(old, database);
        await Poll.UntilAsync("the standby has it", Soon, async () => await HeadAsync(promoted, database) == kept);
        using var following = new CancellationTokenSource();
        var live = HubReader.FollowAsync(server.Address, 0, following.Token);

        // Nobody waits for this standby, and it is away while more is claimed.
        await promoted.StopAsync(PostgresStop.Fast);
        await ClaimAsync(client, server, company, 100, 20);
        var lost = await HeadAsync(old, database);
        await Poll.UntilAsync("the subscriber has seen it all", Soon, () => live.Count == lost);
        old.Kill();
        await promoted.StartAsync();
        await promoted.PromoteAsync();

        await Poll.UntilAsync("the server says so", Soon, () => server.Output.Contains("THE LOG IS ANOTHER ONE", StringComparison.Ordinal));
        await Poll.UntilAsync("the server is ready", Soon, async () => (int?)await server.StatusAsync("/readyz") == 200);
        await Poll.UntilAsync("the subscriber was told", Soon, () => live.Last().StartsWith("ended:", StringComparison.Ordinal));
        Assert.Contains("tooFarBehind", live.Last());
        // Whoever comes back with a position that is no more is told as well.
        var again = HubReader.FollowAsync(server.Address, lost, following.Token);
        await Poll.UntilAsync("the position is refused", Soon, () => !again.IsEmpty);
        Assert.Contains("tooFarBehind", again.First());
        await ClaimAsync(client, server, company, 200, 40);
        var length = await ChainCheck.RequireAsync(promoted.ConnectionString(database));
        Assert.True(length > lost);
        var anew = HubReader.FollowAsync(server.Address, 0, following.Token);
        await Poll.UntilAsync("a new subscriber reads the log that is there", Soon, () => anew.Count >= length);
        Assert.Equal(length, anew.Count);
        Assert.Equal(live.Take((int)kept), anew.Take((int)kept));
        var audit = new LogAudit();
        await audit.ReadOnAsync(client, server.Address);
        Assert.Equal(audit.Events.Select(e => e.Text), anew);
        await following.CancelAsync();
        run.Say($"{lost - kept} of {lost} events lost, {length - kept} others since");
    });

    [Fact]
    public Task Whoever_starts_while_the_primary_is_slow_does_not_take_the_one_from_before() => ProofRun.OfAsync(async run =>
    {
        await using var old = await PostgresServer.StartNewAsync();
        await using var promoted = await old.StartStandbyAsync(Standby);
        var database = await ForkAsync(old, promoted);
        await using var link = new FaultProxy(promoted.Address, run.Seed);
        link.Set(LinkFault.Cut);

        await using var store = Stores.Open(Both(old.Port, link.Port, database), TimeProvider.System, new StoreOptions());
        var opening = OpenAsync(store);
        // It asks again instead of taking the one that answers.
        await Poll.UntilAsync("the slow one was asked twice", Soon, () => link.Accepted >= 2 || opening.IsCompleted);
        // Nor is anybody answered from it who asks meanwhile, or kept on a connection that leads there.
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => store.Queries.CountOpenConflictsAsync(TestContext.Current.CancellationToken));
        link.Set(LinkFault.None);

        Assert.Equal(await HeadAsync(promoted, database), (await opening).Seq);
        Assert.NotEqual(await HeadAsync(old, database), await HeadAsync(promoted, database));
    });

    [Fact]
    public Task Whoever_took_the_primary_from_before_finds_out() => ProofRun.OfAsync(async run =>
    {
        await using var old = await PostgresServer.StartNewAsync();
        await using var promoted = await old.StartStandbyAsync(Standby);
        var database = await ForkAsync(old, promoted);
        await promoted.StopAsync(PostgresStop.Fast);
        // Nobody can tell while the other one is not there at all.
        await using var server = new ServerProcess(Both(old, promoted, database));
        run.Keep(server);
        await server.StartAsync();
        await Company.FoundAsync([server.Address]);
        Assert.Equal(await HeadAsync(old, database), await LastSeqAsync(server));

        await promoted.StartAsync();

        await Poll.UntilAsync("the server says so", Soon, () => server.Output.Contains("THE LOG IS ANOTHER ONE", StringComparison.Ordinal));
        await Poll.UntilAsync("the server is ready", Soon, async () => await server.StatusAsync("/readyz") == HttpStatusCode.OK);
        Assert.Equal(await HeadAsync(promoted, database), await LastSeqAsync(server));
        Assert.NotEqual(await HeadAsync(old, database), await HeadAsync(promoted, database));
    });

    /// <summary>A database on two primaries, the new one of which has more in its log. Both are running.</summary>
    static async Task<string> ForkAsync(PostgresServer old, PostgresServer promoted)
    {
        var database = await old.CreateDatabaseAsync();
        await using (var server = new ServerProcess(old.ConnectionString(database)))
        {
            await server.StartAsync();
            Assert.Equal(0, await server.StopAsync());
        }

        var head = await HeadAsync(old, database);
        await Poll.UntilAsync("the standby has it", Soon, async () => await HasAsync(promoted, database, head));
        old.Kill();
        await promoted.PromoteAsync();
        await WriteAsync(promoted.ConnectionString(database));
        await old.StartAsync();
        return database;
    }

    static async Task WriteAsync(string connectionString)
    {
        await using var store = Stores.Open(connectionString, TimeProvider.System, new StoreOptions());
        var head = await OpenAsync(store);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var batch = new Batch { Expected = head, Events = { new PendingEvent("teamChanged", null, now, "somebody", """{"team":"north"}""", 0, -1) } };
        await store.Journal.AppendAsync(batch, _ => throw new InvalidOperationException("Nobody else writes."), default);
    }

    /// <summary>As the engine does: again and again while the store says that it cannot be used now.</summary>
    static async Task<LogHead> OpenAsync(IStore store)
    {
        LogHead? head = null;
        await Poll.UntilAsync("the store opens", Soon, async () =>
        {
            try
            {
                await store.MigrateAsync(default);
                (head, _) = await store.Journal.OpenAsync(default);
                return true;
            }
            catch (Exception e) when (e is UnusableStoreException or NpgsqlException)
            {
                return false;
            }
        });
        return head!;
    }

    static async Task<bool> HasAsync(PostgresServer standby, string database, long head)
    {
        try
        {
            return await HeadAsync(standby, database) == head;
        }
        catch (PostgresException)
        {
            // Not even the database, or the table, so far.
            return false;
        }
    }

    static async Task<long> LastSeqAsync(ServerProcess server)
    {
        using var client = new ArbiterClient();
        var audit = new LogAudit();
        await audit.ReadOnAsync(client, server.Address);
        return audit.Position;
    }

    static string Both(PostgresServer one, PostgresServer other, string database) => Both(one.Port, other.Port, database);

    static string Both(int one, int other, string database) =>
        $"Host=127.0.0.1:{one},127.0.0.1:{other};Username=postgres;Database={database};Target Session Attributes=primary";

    static async Task<long> HeadAsync(PostgresServer server, string database) => (long)(await server.AskAsync("SELECT seq FROM log_head", database))!;

    static async Task ClaimAsync(ArbiterClient client, ServerProcess server, Company company, int firstKey, int claims)
    {
        for (var key = firstKey; key < firstKey + claims; key++)
        {
            var claim = new Operation { Id = $"f-{key}", Client = 0, Act = Act.Claim, Rep = company.Reps[0], Keys = [key] };
            Assert.Equal("granted", (await client.SendAsync(server.Address, claim, company.Token(claim.Rep))).Answer?.Kind);
        }
    }
}
