using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Queries;

namespace Arbiter.Storage.Tests;

/// <summary>What people read, whichever the database.</summary>
public abstract class QueriesConformance
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<TestDatabase> NewAsync();

    [Fact]
    public async Task A_customer_is_found_with_its_keys_and_conflict()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var id = batch.FirstClaim("13800000001");
        batch.Keys.Add(new KeyRow(new CustomerKey(Scope.Default, IdentifierKind.Email, "a@b.cn"), id));
        batch.Conflicts.Add(new ConflictRow(Sample.Conflict(id, 1, Sample.Start, Sample.Zhao), Scope.Default, 0, 0));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        var found = await store.Queries.FindCustomerAsync(id, Cancel);

        Assert.Equal(["13800000001", "a@b.cn"], found!.Keys.Select(k => k.Value));
        Assert.Equal(Sample.Zhao, Assert.Single(found.State.Conflict!.Parties).Rep);
        Assert.Null(await store.Queries.FindCustomerAsync(Sample.NewId(), Cancel));
    }

    [Fact]
    public async Task History_walks_from_the_last_event_to_the_first_past_those_of_others()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var (id, other) = (Sample.NewId(), Sample.NewId());
        var batch = Sample.On(head);
        long[] prev = [0, 0, 1, 2, 3];
        CustomerId[] whose = [id, other, id, other, id];
        for (var i = 0; i < prev.Length; i++) batch.Event(whose[i], prev[i]);
        batch.Customers.Add(new CustomerRow(Sample.Owned(id), 0, 2));
        batch.Customers.Add(new CustomerRow(Sample.Owned(other), 0, 3));
        // The last event touched the conflict only.
        batch.Conflicts.Add(new ConflictRow(Sample.Conflict(id, 1, Sample.Start, Sample.Zhao), Scope.Default, 0, 4));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        Assert.Equal((long[])[5L, 3, 1], await Seqs(id, long.MaxValue, 10));
        Assert.Equal((long[])[5L, 3], await Seqs(id, long.MaxValue, 2));
        Assert.Equal((long[])[3L, 1], await Seqs(id, 3, 10));
        Assert.Equal((long[])[3L, 1], await Seqs(id, 4, 10));
        Assert.Equal((long[])[4L, 2], await Seqs(other, long.MaxValue, 10));
        Assert.Equal((long[])[], await Seqs(Sample.NewId(), long.MaxValue, 10));

        async Task<IEnumerable<long>> Seqs(CustomerId customer, long from, int limit) =>
            (await store.Queries.HistoryAsync(customer, from, limit, Cancel)).Select(r => r.Seq);
    }

    [Fact]
    public async Task The_pool_pages_through_ties_without_losing_or_repeating()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var place = batch.Event(null);
        var waiting = Enumerable.Range(0, 9).Select(i => Sample.InPool(Sample.NewId(), Sample.Start.AddHours(i / 4)))
            .OrderBy(c => c.ClaimableFrom).ThenBy(c => c.Id).ToList();
        foreach (var state in waiting.AsEnumerable().Reverse()) batch.Customers.Add(new CustomerRow(state, 0, place));
        batch.Customers.Add(new CustomerRow(Sample.InPool(Sample.NewId(), Sample.Start) with { Scope = new Scope("east") }, 0, place));
        batch.Keys.Add(new KeyRow(Sample.Phone("13800000001"), waiting[0].Id));
        batch.FirstClaim("13800000002");
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        var seen = new List<CustomerDetails>();
        PoolCursor? cursor = null;
        while (await store.Queries.PoolAsync(Scope.Default, cursor, 2, Cancel) is { Count: > 0 } page)
        {
            seen.AddRange(page);
            cursor = new PoolCursor(page[^1].State.ClaimableFrom!.Value, page[^1].State.Id);
        }

        Assert.Equal(waiting.Select(c => c.Id), seen.Select(c => c.State.Id));
        Assert.Equal("13800000001", Assert.Single(seen[0].Keys).Value);
        Assert.Empty(seen[1].Keys);
    }

    [Fact]
    public async Task Conflicts_page_from_the_latest_through_ties_and_narrow_to_a_party()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var place = batch.Event(null);
        var all = Enumerable.Range(0, 9).Select(i => Sample.Conflict(Sample.NewId(), i + 1, Sample.Start.AddHours(i / 4), i % 3 == 0 ? Sample.Zhao : new("zhao_mi")))
            .Select((c, i) => i < 5 ? c : c with { ClosedAt = Sample.Start, Holder = null }).ToList();
        foreach (var conflict in all) batch.Conflicts.Add(new ConflictRow(conflict, new Scope("east"), 0, place));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        var expected = all.OrderByDescending(c => c.LastAt).ThenByDescending(c => c.Id.Customer).Select(c => c.Id).ToList();
        Assert.Equal(expected, await All(null, null));
        Assert.Equal(expected.Where(id => all.Single(c => c.Id == id).ClosedAt is null), await All(true, null));
        Assert.Equal(expected.Where(id => all.Single(c => c.Id == id).ClosedAt is not null), await All(false, null));
        Assert.Equal(expected.Where(id => all.Single(c => c.Id == id).Find(Sample.Zhao) is not null), await All(null, Sample.Zhao));
        Assert.Equal(expected.Where(id => all.Single(c => c.Id == id).ClosedAt is null), await All(null, Sample.Lin));
        Assert.Equal(5, await store.Queries.CountOpenConflictsAsync(Cancel));
        var one = await store.Queries.FindConflictAsync(all[6].Id, Cancel);
        Assert.Equal((all[6].Id, new Scope("east"), 7), (one!.State.Id, one.Scope, one.State.OtherAttempts));
        Assert.Null(await store.Queries.FindConflictAsync(all[6].Id with { Epoch = 99 }, Cancel));

        async Task<List<Domain.Conflicts.ConflictId>> All(bool? open, Domain.Roster.RepId? party)
        {
            var seen = new List<Domain.Conflicts.ConflictId>();
            ConflictCursor? cursor = null;
            while (await store.Queries.ConflictsAsync(open, party, cursor, 2, Cancel) is { Count: > 0 } page)
            {
                seen.AddRange(page.Select(c => c.State.Id));
                cursor = new ConflictCursor(page[^1].State.LastAt, page[^1].State.Id);
            }

            return seen;
        }
    }

    [Fact]
    public async Task Checkpoints_are_kept_by_name()
    {
        await using var database = await NewAsync();
        var (store, _) = await database.OpenAsync();
        Assert.Null(await store.Queries.LoadCheckpointAsync("reports", Cancel));
        await store.Queries.SaveCheckpointAsync("reports", 5, "{}", Cancel);
        await store.Queries.SaveCheckpointAsync("reports", 9, """{"好":1}""", Cancel);
        Assert.Equal((9L, """{"好":1}"""), await store.Queries.LoadCheckpointAsync("reports", Cancel));
    }

    [Fact]
    public async Task Verification_sees_every_row_in_order()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        for (var i = 0; i < 2_500; i++) batch.FirstClaim($"138{i:D8}");
        batch.Keys.Add(new KeyRow(Sample.Phone("139"), batch.Customers[0].State.Id));
        batch.Claimants.Add(new ClaimantRow(Sample.Claimant(Sample.Lin, 2_500), 0, 2_499));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        var ids = batch.Customers.Select(c => c.State.Id).Order().ToList();
        Assert.Equal(ids, (await store.Queries.AllCustomersAsync(Cancel).ToListAsync(Cancel)).Select(c => c.State.Id));
        var counts = await store.Queries.AllKeyCountsAsync(Cancel).ToListAsync(Cancel);
        Assert.Equal(ids, counts.Select(c => c.Customer));
        Assert.Equal(2_501, counts.Sum(c => c.Keys));
        Assert.Equal(new LoadedClaimant(Sample.Claimant(Sample.Lin, 2_500), 2_500), Assert.Single(await store.Queries.AllClaimantsAsync(Cancel).ToListAsync(Cancel)));
    }
}
