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
            Merger = new Merger(Sample.NewId(), Sample.Start, 3, held, held with { ProtectedUntil = null }, TookOver: true)
            {
                IntoFormerOwners = [new FormerOwner(Sample.Zhao, Sample.Start.AddDays(2))],
            },
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
}
