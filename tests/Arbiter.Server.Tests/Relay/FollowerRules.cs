using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Engine.Relay;
using Arbiter.Server.Tests.Running;
using Arbiter.Storage;
using Arbiter.Testing;
using Request = Arbiter.Engine.Request;

namespace Arbiter.Server.Tests.Relay;

/// <summary>What a replica makes of what its leader says, and of what it does not say.</summary>
public sealed class FollowerRules : IAsyncLifetime
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    readonly TempFolder folder = new();
    readonly CancellationTokenSource ending = new();
    IStore? store;
    LocalEngine? local;
    Task running = Task.CompletedTask;

    static Request Request => new(new RequestKey("test", "k-1"), 1);

    public async ValueTask InitializeAsync()
    {
        store = Stores.Open("Data Source=" + folder.File("arbiter.db"), TimeProvider.System, new StoreOptions());
        await store.MigrateAsync(TestContext.Current.CancellationToken);
        local = new LocalEngine(store.Journal, new CommittedFeed(), TimeProvider.System, new LocalEngineOptions(Seed: 1));
        await Eventually.Is(() => Task.FromResult(local.Health.Ready), "the engine has opened its journal");
        await local.ExecuteAsync(new PutRep(new Rep(new RepId("rep-01"), "One", null, true), "test"));
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await running;
        await local!.DisposeAsync();
        await store!.DisposeAsync();
        folder.Dispose();
        ending.Dispose();
    }

    [Fact]
    public async Task An_answer_is_told()
    {
        await using var leader = await ScriptedLeader.StartAsync(Answer);
        var engine = await FollowAsync(leader);

        var executed = await engine.ExecuteAsync(Claim, Request).WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Equal(7, executed.Seq);
        Assert.Equal(Rejection.NotOwner, Assert.IsType<Rejected>(executed.Outcome).Why);
        Assert.Equal((1, 0), (engine.Relayed, engine.DecidedHere));
    }

    [Fact]
    public async Task An_answer_with_nonsense_behind_it_is_told()
    {
        await using var leader = await ScriptedLeader.StartAsync(id => Answer(id).Replace("}}]", "}},7]", StringComparison.Ordinal));
        var engine = await FollowAsync(leader);

        Assert.Equal(7, (await engine.ExecuteAsync(Claim, Request).WaitAsync(Limit, TestContext.Current.CancellationToken)).Seq);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"after":1,"before":"","hash":"","records":[]}""")]
    [InlineData("""{"after":1,"before":"AAAA","hash":"AAAA","records":[[0,"claimTurnedAway",null,0,"a",{}]]}""")]
    public async Task A_piece_of_no_log_or_another_one_is_left_alone_and_what_stands_beside_it_is_told(string piece)
    {
        await using var leader = await ScriptedLeader.StartAsync(id => Answer(id).Replace("[{", $$"""[{"piece":{{piece}}},{""", StringComparison.Ordinal));
        var engine = await FollowAsync(leader);
        var head = local!.Feed.Head;

        Assert.Equal(7, (await engine.ExecuteAsync(Claim, Request).WaitAsync(Limit, TestContext.Current.CancellationToken)).Seq);
        Assert.Equal((head, 0), (local.Feed.Head, local.TakenIn));
        Assert.True(engine.Asks);
    }

    [Fact]
    public async Task What_the_leader_does_not_know_is_decided_here_with_a_key_or_without()
    {
        await using var leader = await ScriptedLeader.StartAsync(id => $$"""[{"id":{{id}},"fault":"unknown","retryAfterMs":0,"why":""}]""");
        var engine = await FollowAsync(leader);

        Assert.Equal(Verdict.Granted, await VerdictAsync(engine, null));
        Assert.True(engine.Asks);
    }

    [Fact]
    public async Task Too_much_at_the_leader_is_too_much()
    {
        await using var leader = await ScriptedLeader.StartAsync(id => $$"""[{"id":{{id}},"fault":"overloaded","retryAfterMs":3000,"why":""}]""");
        var engine = await FollowAsync(leader);

        Assert.Equal(TimeSpan.FromSeconds(3), (await Assert.ThrowsAsync<OverloadedException>(() => engine.ExecuteAsync(Claim, Request))).RetryAfter);
    }

    [Fact]
    public async Task What_one_customer_brings_about_is_told_and_the_leader_is_asked_on()
    {
        await using var leader = await ScriptedLeader.StartAsync(id => $$"""[{"id":{{id}},"fault":"unavailable","retryAfterMs":100,"why":"Too many."}]""");
        var engine = await FollowAsync(leader);

        Assert.Equal("Too many.", (await Assert.ThrowsAsync<UnavailableException>(() => engine.ExecuteAsync(Claim, Request))).Message);
        Assert.True(engine.Asks);
    }

    [Theory]
    [InlineData("""[{"id":ID,"fault":"unavailable","retryAfterMs":1000,"why":"The store does not answer.","unwell":true}]""")]
    [InlineData("""[{"id":ID,"seq":1,"outcome":{"verdict":"of another release"}}]""")]
    [InlineData("""[{"id":ID}]""")]
    [InlineData("no message at all")]
    [InlineData(null)]
    public async Task Where_nobody_knows_what_the_leader_did_only_a_request_with_a_key_is_decided_here(string? answer)
    {
        await using var leader = await ScriptedLeader.StartAsync(id => answer?.Replace("ID", id, StringComparison.Ordinal));
        var engine = await FollowAsync(leader);

        var without = engine.ExecuteAsync(Claim);
        var with = VerdictAsync(engine, Request);

        await Assert.ThrowsAsync<UnavailableException>(() => without.WaitAsync(Limit, TestContext.Current.CancellationToken));
        Assert.Equal(Verdict.Granted, await with);
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_is_not_waited_for()
    {
        ScriptedLeader? leader = null;
        await using var scripted = leader = await ScriptedLeader.StartAsync(_ =>
        {
            leader!.Cut();
            return null;
        });
        var engine = await FollowAsync(scripted);

        Assert.Equal(Verdict.Granted, await VerdictAsync(engine, Request));
        Assert.False(engine.Asks);
    }

    [Fact]
    public async Task What_may_have_been_done_is_not_called_rejected_where_that_may_not_stand()
    {
        await using var leader = await ScriptedLeader.StartAsync(_ => null);
        var engine = await FollowAsync(leader);
        var unknown = new ReleaseCustomer(new Domain.Customers.CustomerId(Guid.NewGuid()), new RepId("rep-01"), Domain.Transfers.ReleaseReason.NotStated, "test");

        await Assert.ThrowsAsync<UnavailableException>(() =>
            engine.ExecuteAsync(unknown, Request with { AnewAfterRejection = true }).WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_leader_that_says_it_gets_on_is_waited_for()
    {
        string? asked = null;
        await using var leader = await ScriptedLeader.StartAsync(id =>
        {
            asked = id;
            return null;
        });
        var clock = new FakeClock();
        var engine = await FollowAsync(leader, clock: clock);
        var answer = engine.ExecuteAsync(Claim, Request);
        await Eventually.Is(() => Task.FromResult(asked is not null), "the leader is asked");

        for (var look = 0; look < 20; look++)
        {
            await leader.SayAsync("[]");
            // Long enough to be read before the next look, which is at the test's clock.
            await Task.Delay(20, TestContext.Current.CancellationToken);
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.False(answer.IsCompleted);
        await leader.SayAsync(Answer(asked!));
        Assert.Equal(7, (await answer.WaitAsync(Limit, TestContext.Current.CancellationToken)).Seq);
    }

    [Fact]
    public async Task A_leader_that_leaves_is_asked_no_more_and_answers_what_it_was_asked()
    {
        var ids = new List<string>();
        await using var leader = await ScriptedLeader.StartAsync(id =>
        {
            ids.Add(id);
            return """[{"leaving":true}]""";
        });
        var engine = await FollowAsync(leader);
        var first = engine.ExecuteAsync(Claim);
        await Eventually.Is(() => Task.FromResult(!engine.Asks), "the leader is asked no more");

        Assert.Equal(Verdict.Granted, await VerdictAsync(engine, null));
        await leader.SayAsync(Answer(ids.Single()));
        Assert.Equal(7, (await first.WaitAsync(Limit, TestContext.Current.CancellationToken)).Seq);
    }

    [Fact]
    public async Task No_more_wait_for_the_leader_than_may()
    {
        await using var leader = await ScriptedLeader.StartAsync(_ => null);
        var engine = await FollowAsync(leader, most: 2);
        Task<Executed>[] waiting = [engine.ExecuteAsync(Claim), engine.ExecuteAsync(Claim)];

        await Assert.ThrowsAsync<OverloadedException>(() => engine.ExecuteAsync(Claim));
        foreach (var one in waiting) await Assert.ThrowsAsync<UnavailableException>(() => one.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_cannot_read_the_store_is_not_believed()
    {
        await using var stranger = await ScriptedLeader.StartAsync(Answer, isStranger: true);
        var changes = new List<string>();
        var engine = Engine(stranger, changes.Add, TimeProvider.System, 100);
        await Eventually.Is(() => Task.FromResult(changes.Count > 0), "the leader was tried");

        Assert.StartsWith("The replica that leads is not reached", Assert.Single(changes), StringComparison.Ordinal);
        Assert.Equal(Verdict.Granted, await VerdictAsync(engine, Request));
        Assert.Equal(0, stranger.Asked);
    }

    static string Answer(string id) => """[{"id":ID,"seq":7,"outcome":{"rejected":"notOwner"}}]""".Replace("ID", id, StringComparison.Ordinal);

    static ClaimCustomer Claim => new(
        Scope.Default, new RepId("rep-01"), [new ClaimedKey(new CustomerKey(Scope.Default, IdentifierKind.Phone, "+8613800000001"), KeyStrength.Hard)], null, "test");

    async Task<RelayEngine> FollowAsync(ScriptedLeader leader, int most = 100, FakeClock? clock = null)
    {
        var engine = Engine(leader, _ => { }, (TimeProvider?)clock ?? TimeProvider.System, most);
        await Eventually.Is(() => Task.FromResult(engine.Asks), "the leader is connected");
        return engine;
    }

    RelayEngine Engine(ScriptedLeader leader, Action<string> changed, TimeProvider time, int most)
    {
        var engine = new RelayEngine(local!, new RelayNews(), leader, new RelayOptions(() => null, most) { OnChange = changed }, time);
        running = engine.RunAsync(ending.Token);
        return engine;
    }

    static async Task<Verdict> VerdictAsync(RelayEngine engine, Request? request) =>
        Assert.IsType<Domain.Claims.Ruling>((await engine.ExecuteAsync(Claim, request).WaitAsync(Limit, TestContext.Current.CancellationToken)).Outcome).Verdict;
}
