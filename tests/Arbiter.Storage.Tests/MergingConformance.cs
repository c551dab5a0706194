using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Merging;
using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Tests;

/// <summary>What stores keep of customers that are, or may be, the same, whichever the database.</summary>
public abstract class MergingConformance
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<TestDatabase> NewAsync();

    [Fact]
    public async Task Ties_come_back_as_they_were_written()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var held = new Holding(Sample.Lin, Sample.Start, Sample.Start.AddDays(1), Opportunity.Open);
        var ties = new Ties
        {
            Merger = new Merger(Sample.NewId(), Sample.Start, 3, held, held with { ProtectedUntil = null }, TookOver: true),
            Absorbed = [Sample.NewId(), Sample.NewId()],
            Height = 2,
            Proposed = [Sample.NewId()],
            Dismissed = [Sample.NewId()],
        };
        var (tied, free) = (Sample.NewId(), Sample.NewId());
        var batch = Sample.On(head);
        var place = batch.Event(tied);
        batch.Customers.Add(new CustomerRow(Sample.Owned(tied) with { Ties = ties }, 0, place));
        batch.Customers.Add(new CustomerRow(Sample.Owned(free), 0, place));
        head = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;

        var loaded = await store.Journal.LoadAsync(new LoadRequest { Customers = { tied, free } }, Cancel);
        Assert.Equal(ties, loaded.Customers[tied].State.Ties);
        Assert.Equal(Ties.None, loaded.Customers[free].State.Ties);

        batch = Sample.On(head);
        place = batch.Event(tied, prev: 1);
        batch.Customers.Add(new CustomerRow(Sample.Owned(tied) with { Ties = ties with { Merger = null } }, 1, place));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);
        loaded = await store.Journal.LoadAsync(new LoadRequest { Customers = { tied } }, Cancel);
        Assert.Equal(ties with { Merger = null }, loaded.Customers[tied].State.Ties);
    }

    [Fact]
    public async Task A_merged_customer_waits_in_no_pool()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var place = batch.Event(null);
        var pool = Sample.InPool(Sample.NewId(), Sample.Start);
        batch.Customers.Add(new CustomerRow(pool, 0, place));
        batch.Customers.Add(new CustomerRow(Sample.InPool(Sample.NewId(), Sample.Start) with { ClaimableFrom = null }, 0, place));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);
        Assert.Equal(pool.Id, Assert.Single(await store.Queries.PoolAsync(Scope.Default, null, 10, Cancel)).State.Id);
    }

    [Fact]
    public async Task Parties_keep_the_conflicts_on_the_other_customers()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var id = batch.FirstClaim("13800000001");
        var conflict = Sample.Conflict(id, 1, Sample.Start, Sample.Zhao);
        conflict = conflict with { Parties = [conflict.Parties[0] with { Others = [new ConflictId(Sample.NewId(), 4)] }] };
        batch.Conflicts.Add(new ConflictRow(conflict, Scope.Default, 0, 0));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);
        Assert.Equal(conflict.Parties, (await store.Queries.FindConflictAsync(conflict.Id, Cancel))!.State.Parties);
    }

    [Fact]
    public async Task Open_proposals_are_found_in_pages()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var place = batch.Event(null);
        var keepers = Enumerable.Range(0, 5).Select(_ => Sample.NewId()).Order().ToList();
        foreach (var id in keepers) batch.Customers.Add(new CustomerRow(Sample.Owned(id) with { Ties = new Ties { Proposed = [Sample.NewId()] } }, 0, place));
        batch.Customers.Add(new CustomerRow(Sample.Owned(Sample.NewId()) with { Ties = new Ties { Dismissed = [Sample.NewId()] } }, 0, place));
        batch.Customers.Add(new CustomerRow(Sample.Owned(Sample.NewId()), 0, place));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        Assert.Equal(keepers[..2], (await store.Queries.ProposedAsync(null, 2, Cancel)).Select(c => c.Id));
        Assert.Equal(keepers[2..], (await store.Queries.ProposedAsync(keepers[1], 9, Cancel)).Select(c => c.Id));
    }

    [Fact]
    public async Task Mentions_are_kept_once_and_shown_with_their_customer()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var site = new CustomerKey(Scope.Default, IdentifierKind.Website, "group.cn");
        var batch = Sample.On(head);
        var (one, other) = (batch.FirstClaim("13800000001"), batch.FirstClaim("13800000002"));
        batch.Mentions.AddRange([new Mention(site, one, false), new Mention(site, one, false), new Mention(site, other, false), new Mention(Sample.Phone("13800000001"), other, true)]);
        head = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
        batch = Sample.On(head);
        batch.Event(one, prev: 1);
        batch.Mentions.Add(new Mention(site, one, false));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        Assert.Equal([site], (await store.Queries.FindCustomerAsync(one, Cancel))!.Mentions);
        Assert.Equal([site], (await store.Queries.FindCustomerAsync(other, Cancel))!.Mentions);
    }

    [Fact]
    public async Task Keys_seen_with_many_others_are_found_until_they_are_marked()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var desk = batch.FirstClaim("13800000000");
        var others = Enumerable.Range(1, 3).Select(i => batch.FirstClaim($"1380000000{i}")).ToList();
        foreach (var other in others) batch.Mentions.Add(new Mention(Sample.Phone("13800000000"), other, true));
        batch.Mentions.Add(new Mention(Sample.Phone("13800000001"), desk, true));
        head = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;

        var found = Assert.Single(await store.Queries.CommonKeysAsync(Scope.Default, 2, 10, Cancel));
        Assert.Equal((Sample.Phone("13800000000"), desk, 3), (found.Key, found.Customer, found.Others));
        Assert.Equal(2, (await store.Queries.CommonKeysAsync(Scope.Default, 1, 10, Cancel)).Count);
        Assert.Empty(await store.Queries.CommonKeysAsync(new Scope("east"), 1, 10, Cancel));

        await MarkAsync(store, head, new KeyMark(Sample.Phone("13800000000"), desk, true));
        Assert.Empty(await store.Queries.CommonKeysAsync(Scope.Default, 2, 10, Cancel));
    }

    [Fact]
    public async Task A_marked_key_says_so_and_counts_no_more_until_that_is_taken_back()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var id = batch.FirstClaim("13800000001");
        head = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
        var key = Sample.Phone("13800000001");
        Assert.Null((await store.Journal.LoadAsync(new LoadRequest { Keys = { key } }, Cancel)).SharedKeys);

        head = await MarkAsync(store, head, new KeyMark(key, id, true));
        var loaded = await store.Journal.LoadAsync(new LoadRequest { Keys = { key } }, Cancel);
        Assert.Equal((id, key), (loaded.Keys[key], Assert.Single(loaded.SharedKeys!)));
        Assert.Empty((await store.Queries.FindCustomerAsync(id, Cancel))!.Keys);
        Assert.Empty(await store.Queries.AllKeyCountsAsync(Cancel).ToListAsync(Cancel));

        // Twice in a batch is as never.
        head = await MarkAsync(store, head, new KeyMark(key, id, false), new KeyMark(key, id, true));
        Assert.NotNull((await store.Journal.LoadAsync(new LoadRequest { Keys = { key } }, Cancel)).SharedKeys);
        await MarkAsync(store, head, new KeyMark(key, id, false));
        Assert.Equal([(id, 1)], await store.Queries.AllKeyCountsAsync(Cancel).ToListAsync(Cancel));
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    public async Task A_mark_of_a_key_that_is_not_as_expected_is_refused(bool shared, bool isShared, bool rightCustomer)
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var id = batch.FirstClaim("13800000001");
        head = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
        var key = Sample.Phone("13800000001");
        if (isShared) head = await MarkAsync(store, head, new KeyMark(key, id, true));

        var fenced = await Assert.ThrowsAsync<FencedException>(() => MarkAsync(store, head, new KeyMark(key, rightCustomer ? id : Sample.NewId(), shared)));
        Assert.Equal("keys", fenced.Table);
        Assert.Equal(isShared, (await store.Journal.LoadAsync(new LoadRequest { Keys = { key } }, Cancel)).SharedKeys is not null);
    }

    static async Task<LogHead> MarkAsync(IStore store, LogHead head, params KeyMark[] marks)
    {
        var batch = Sample.On(head);
        batch.Event(null, type: "keyMarked");
        batch.Marks.AddRange(marks);
        return (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
    }
}
