using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Tests;

/// <summary>Which conflicts a rep has to do with: kept by the schema itself, whoever writes, and since whenever.</summary>
public abstract class ConflictsOfRepsConformance
{
    static readonly RepId Chen = new("chen.yu");

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<TestDatabase> NewAsync();

    /// <summary>Makes the database one of before the migration that brings the table.</summary>
    protected abstract Task TakeBackAsync(TestDatabase database);

    [Fact]
    public async Task Whoever_reaches_for_the_customer_later_finds_the_conflict_too()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var id = Sample.NewId();
        head = await OpenConflictAsync(store, head, id, Sample.Zhao);
        Assert.Empty(await OfAsync(store, Chen));

        var more = Sample.On(head);
        var place = more.Event(id, prev: 1, type: "claimRefused");
        more.Conflicts.Add(new ConflictRow(Sample.Conflict(id, 1, Sample.Start.AddHours(1), Sample.Zhao, Chen), Scope.Default, Expected: 1, place));
        await store.Journal.AppendAsync(more, Sample.NoRebase, Cancel);

        foreach (var rep in (RepId[])[Sample.Lin, Sample.Zhao, Chen]) Assert.Equal([new ConflictId(id, 1)], await OfAsync(store, rep));
        Assert.Empty(await OfAsync(store, new RepId("nobody")));
    }

    [Fact]
    public async Task Whoever_held_the_customer_before_finds_the_conflict_no_more()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var id = Sample.NewId();
        head = await OpenConflictAsync(store, head, id, Sample.Zhao);

        // The same epoch, in the pool: it has no holder any more.
        var again = Sample.On(head);
        var place = again.Event(id, prev: 1, type: "claimRefused");
        again.Conflicts.Add(new ConflictRow(Sample.Conflict(id, 1, Sample.Start.AddHours(1), Sample.Zhao, Chen) with { Holder = null }, Scope.Default, Expected: 1, place));
        await store.Journal.AppendAsync(again, Sample.NoRebase, Cancel);

        Assert.Empty(await OfAsync(store, Sample.Lin));
        foreach (var rep in (RepId[])[Sample.Zhao, Chen]) Assert.Equal([new ConflictId(id, 1)], await OfAsync(store, rep));
    }

    [Fact]
    public async Task Conflicts_of_before_the_migration_are_found()
    {
        await using var database = await NewAsync();
        var (first, head) = await database.OpenAsync();
        var (one, two) = (Sample.NewId(), Sample.NewId());
        head = await OpenConflictAsync(first, head, one, Sample.Zhao);
        await TakeBackAsync(database);

        var migrated = await first.MigrateAsync(Cancel);
        await OpenConflictAsync(first, head, two, Sample.Zhao, Chen);

        Assert.Contains("conflicts_of_reps", migrated.Ran[^1]);
        foreach (var rep in (RepId[])[Sample.Lin, Sample.Zhao]) Assert.Equivalent((ConflictId[])[new(one, 1), new(two, 1)], await OfAsync(first, rep), strict: true);
        Assert.Equal([new ConflictId(two, 1)], await OfAsync(first, Chen));
    }

    static async Task<LogHead> OpenConflictAsync(IStore store, LogHead head, CustomerId id, params RepId[] reps)
    {
        var batch = Sample.On(head);
        var place = batch.Event(id);
        batch.Conflicts.Add(new ConflictRow(Sample.Conflict(id, 1, Sample.Start, reps), Scope.Default, 0, place));
        return (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
    }

    static async Task<List<ConflictId>> OfAsync(IStore store, RepId rep) =>
        [.. (await store.Queries.ConflictsAsync(null, rep, null, 10, Cancel)).Select(c => c.State.Id)];
}
