using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Tests;

/// <summary>What the engine relies on, whichever the database.</summary>
public abstract class JournalConformance
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<TestDatabase> NewAsync();

    [Fact]
    public async Task A_new_log_is_empty_and_has_the_default_policy()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();

        Assert.Equal(0, head.Seq);
        Assert.Equal(LogHead.Empty.Hash, head.Hash);
        var reference = await store.Journal.LoadReferenceAsync(Cancel);
        Assert.Equal([Scope.Default], reference.Policies.Keys);
        Assert.Empty(reference.Roster.Reps);
    }

    [Fact]
    public async Task Records_come_back_as_they_were_written_and_the_head_survives_reopening()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var id = Sample.NewId();
        var batch = Sample.On(head);
        batch.Event(id, payload: """{"渠道":"微信 — \"展会\" 🎪","n":1.50}""");
        batch.Event(null, type: "policyChanged");
        batch.Events.Add(new PendingEvent("followUpRecorded", id, Sample.Start.AddMilliseconds(1), "zhao_min", "{}", -1, 0));

        var appended = await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);
        var records = await store.Journal.ReadAsync(0, 10, Cancel);

        Assert.Equal(appended.Records, records, RecordComparer.Instance);
        Assert.Equal([1L, 2, 3], records.Select(r => r.Seq));
        Assert.Equal([0L, 0, 1], records.Select(r => r.Prev));
        Assert.True(HashChain.Follows(LogHead.Empty.Hash, records[0]) && HashChain.Follows(records[0].Hash, records[1]) && HashChain.Follows(records[1].Hash, records[2]));
        var (reopened, _) = await store.Journal.OpenAsync(Cancel);
        Assert.Equal(3, reopened.Seq);
        Assert.Equal(records[2].Hash, reopened.Hash);
        Assert.Equal(appended.Head.Hash, reopened.Hash);
        Assert.Equal([2L], (await store.Journal.ReadAsync(1, 1, Cancel)).Select(r => r.Seq));
    }

    [Fact]
    public async Task Every_kind_of_row_comes_back_with_the_version_of_its_last_event()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var (owned, pool) = (Sample.NewId(), Sample.NewId());
        var ownedState = Sample.Owned(owned, until: null) with { Opportunity = Opportunity.Open, KeyCount = 3 };
        var poolState = Sample.InPool(pool, Sample.Start.AddHours(1));
        var conflict = Sample.Conflict(owned, 1, Sample.Start.AddMinutes(5), Sample.Zhao, new RepId("wang"));
        var closed = Sample.Conflict(pool, 3, Sample.Start.AddMinutes(-5), Sample.Zhao) with { Holder = null, ClosedAt = Sample.Start, ClosedBy = Rule.Released };
        var claimant = Sample.Claimant(Sample.Lin, 4);
        var key = new CustomerKey(new Scope("east-1"), IdentifierKind.Company, "上海撞单科技有限公司 & Söhne 'x\"");
        var request = new RequestKey("令牌", "a/b:c —");
        var batch = Sample.On(head);
        for (var i = 0; i < 4; i++) batch.Event(owned);
        batch.Customers.Add(new CustomerRow(ownedState, 0, 0));
        batch.Customers.Add(new CustomerRow(poolState, 0, 1));
        batch.Conflicts.Add(new ConflictRow(conflict, Scope.Default, 0, 2));
        batch.Conflicts.Add(new ConflictRow(closed, Scope.Default, 0, 3));
        batch.Claimants.Add(new ClaimantRow(claimant, 0, 1));
        batch.Keys.Add(new KeyRow(key, owned));
        batch.Requests.Add(new RequestRow(request, UInt128.MaxValue - 5, """{"verdict":"granted","é":"好"}""", 2, Sample.Start.AddDays(1)));
        batch.Requests.Add(new RequestRow(request with { Key = "second" }, 1, "", -1, Sample.Start.AddDays(1)));

        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);
        var loaded = await store.Journal.LoadAsync(
            new LoadRequest
            {
                Keys = { key, Sample.Phone("absent") },
                Customers = { pool, Sample.NewId() },
                Claimants = { claimant.Id, new ClaimantId(Scope.Default, new RepId("nobody")) },
                Requests = { request, request with { Key = "second" }, request with { Caller = "other" } },
            },
            Cancel);

        Assert.Equal(owned, Assert.Single(loaded.Keys, k => k.Key == key).Value);
        Assert.Equal(2, loaded.Customers.Count);
        Same(ownedState with { Conflict = conflict, LastAt = conflict.LastAt }, loaded.Customers[owned].State);
        Assert.Equal((1L, 3L), (loaded.Customers[owned].Version, loaded.Customers[owned].ConflictVersion));
        Same(poolState with { Conflict = closed }, loaded.Customers[pool].State);
        Assert.Equal((2L, 4L), (loaded.Customers[pool].Version, loaded.Customers[pool].ConflictVersion));
        Assert.Equal(new LoadedClaimant(claimant, 2), Assert.Single(loaded.Claimants).Value);
        Assert.Equal(new LoadedRequest(UInt128.MaxValue - 5, """{"verdict":"granted","é":"好"}""", 3), loaded.Requests[request]);
        Assert.Equal(new LoadedRequest(1, "", 0), loaded.Requests[request with { Key = "second" }]);
    }

    [Fact]
    public async Task Rows_change_when_their_version_is_the_expected_one()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var id = batch.FirstClaim("13800000001");
        batch.Conflicts.Add(new ConflictRow(Sample.Conflict(id, 1, Sample.Start, Sample.Zhao), Scope.Default, 0, 0));
        batch.Claimants.Add(new ClaimantRow(Sample.Claimant(Sample.Lin, 1), 0, 0));
        head = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;

        var changed = Sample.InPool(id, Sample.Start) with { Epoch = 1 };
        var conflict = Sample.Conflict(id, 1, Sample.Start.AddHours(2), Sample.Zhao, Sample.Lin) with { ClosedAt = Sample.Start, ClosedBy = Rule.ProtectionEnded };
        var next = Sample.On(head);
        var other = next.FirstClaim("13800000002");
        next.Event(id, prev: 1);
        next.Customers.Add(new CustomerRow(changed, 1, 1));
        next.Conflicts.Add(new ConflictRow(conflict, Scope.Default, 1, 1));
        next.Claimants.Add(new ClaimantRow(Sample.Claimant(Sample.Lin, 0), 1, 1));
        next.Claimants.Add(new ClaimantRow(Sample.Claimant(Sample.Zhao, 9), 0, 0));
        await store.Journal.AppendAsync(next, Sample.NoRebase, Cancel);

        var loaded = await store.Journal.LoadAsync(
            new LoadRequest { Customers = { id, other }, Claimants = { new(Scope.Default, Sample.Lin), new(Scope.Default, Sample.Zhao) } }, Cancel);
        Same(changed with { Conflict = conflict, LastAt = conflict.LastAt }, loaded.Customers[id].State);
        Assert.Equal((3L, 3L), (loaded.Customers[id].Version, loaded.Customers[id].ConflictVersion));
        Assert.Equal(2, loaded.Customers[other].Version);
        Assert.Equal([(0, 3L), (9, 2L)], loaded.Claimants.Values.Select(c => (c.State.Holdings, c.Version)).Order());
    }

    [Fact]
    public async Task The_reference_comes_back_with_the_latest_of_everything()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var east = new Scope("east");
        var first = Policy.DefaultFor(east) with { Quotas = new QuotaPolicy { ClaimsPerDay = 3 } };
        var second = first with { Version = 2, Protection = new ProtectionPolicy { AfterClaimHours = 5, CountedFollowUps = [FollowUpKind.Quote] } };
        var token = new AccessToken("tok-1", "网页表单", Role.Channel, Sample.Lin, new string('a', 64), Sample.Start, null);
        var batch = Sample.On(head);
        batch.Event(null, type: "policyChanged");
        batch.Policies.AddRange([first, second]);
        batch.Teams.Add(new Team(new TeamId("t1"), "销售一部"));
        batch.Reps.AddRange([new Rep(Sample.Lin, "old", null, false), new Rep(Sample.Lin, "林薇", new TeamId("t1"), true), new Rep(Sample.Zhao, "赵敏", null, false)]);
        batch.Tokens.Add(token);
        head = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
        var revoking = Sample.On(head);
        revoking.Event(null, type: "tokenRevoked");
        revoking.Tokens.Add(token with { RevokedAt = Sample.Start.AddDays(1) });
        await store.Journal.AppendAsync(revoking, Sample.NoRebase, Cancel);

        var (_, reference) = await store.Journal.OpenAsync(Cancel);
        Assert.Equal(2, reference.Policies.Count);
        var policy = reference.Policies[east];
        Assert.Equal((2, 3, 5), (policy.Version, policy.Quotas.ClaimsPerDay, policy.Protection.AfterClaimHours));
        Assert.Equal([FollowUpKind.Quote], policy.Protection.CountedFollowUps);
        Assert.Equal(first.Conflicts, policy.Conflicts);
        Assert.Equal(new Rep(Sample.Lin, "林薇", new TeamId("t1"), true), reference.Find(Sample.Lin));
        Assert.Equal(new Rep(Sample.Zhao, "赵敏", null, false), reference.Find(Sample.Zhao));
        Assert.Equal("销售一部", reference.Roster.Teams[new TeamId("t1")].Name);
        Assert.Equal(token with { RevokedAt = Sample.Start.AddDays(1) }, reference.Tokens["tok-1"]);
    }

    static void Same(Customer expected, Customer actual)
    {
        Assert.Equal(expected.FormerOwners, actual.FormerOwners);
        Assert.Equal(expected.Conflict?.Parties.ToArray(), actual.Conflict?.Parties.ToArray());
        Assert.Equal(expected.Conflict is { } e ? e with { Parties = [] } : null, actual.Conflict is { } a ? a with { Parties = [] } : null);
        Assert.Equal(expected with { FormerOwners = [], Conflict = null }, actual with { FormerOwners = [], Conflict = null });
    }
}
