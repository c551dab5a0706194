using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Tests;

/// <summary>A write that was decided on something else than what is stored must leave nothing behind, and say nothing about what is stored.</summary>
public abstract class FenceConformance
{
    const string Number = "13912345678";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<TestDatabase> NewAsync();

    /// <summary>For what a database keeps outside of the exception: its own log.</summary>
    protected virtual string ServerLog(TestDatabase database) => "";

    public static TheoryData<string> Tables => ["customers new", "customers", "conflicts new", "conflicts", "claimants new", "claimants", "keys", "requests", "policies"];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_row_that_is_not_as_expected_refuses_the_whole_batch(string stale)
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var id = Sample.NewId();
        head = (await store.Journal.AppendAsync(First(head, id), Sample.NoRebase, Cancel)).Head;

        var batch = Sample.On(head);
        var innocent = batch.FirstClaim("13800000077");
        MakeStale(batch, id, stale);
        var fenced = await Assert.ThrowsAsync<FencedException>(() => store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel));

        Assert.Equal(stale.Split(' ')[0], fenced.Table);
        Assert.Null(fenced.InnerException);
        Assert.DoesNotContain(Number, fenced.ToString());
        Assert.DoesNotContain(Number, ServerLog(database));
        Assert.Equal(head.Seq, (await store.Journal.AppendAsync(Sample.On(head), Sample.NoRebase, Cancel)).Head.Seq);
        Assert.Empty((await store.Journal.LoadAsync(new LoadRequest { Customers = { innocent } }, Cancel)).Customers);
        Assert.Single(await store.Journal.ReadAsync(0, 10, Cancel));

        // The connection is as good as before.
        var next = Sample.On(head);
        next.FirstClaim("13800000078");
        Assert.Equal(2, (await store.Journal.AppendAsync(next, Sample.NoRebase, Cancel)).Head.Seq);
    }

    static Batch First(LogHead head, CustomerId id)
    {
        var batch = Sample.On(head);
        batch.FirstClaim(Number, id);
        batch.Conflicts.Add(new ConflictRow(Sample.Conflict(id, 1, Sample.Start, Sample.Zhao), Scope.Default, 0, 0));
        batch.Claimants.Add(new ClaimantRow(Sample.Claimant(Sample.Lin, 1), 0, 0));
        batch.Requests.Add(new RequestRow(new RequestKey("token", Number), 1, "x", 0, Sample.Start));
        batch.Policies.Add(Policy.DefaultFor(Scope.Default));
        return batch;
    }

    static void MakeStale(Batch batch, CustomerId id, string table)
    {
        var expected = table.EndsWith(" new", StringComparison.Ordinal) ? 0 : 77;
        switch (table.Split(' ')[0])
        {
            case "customers": batch.Customers.Add(new CustomerRow(Sample.Owned(id), expected, 0)); break;
            case "conflicts": batch.Conflicts.Add(new ConflictRow(Sample.Conflict(id, 1, Sample.Start), Scope.Default, expected, 0)); break;
            case "claimants": batch.Claimants.Add(new ClaimantRow(Sample.Claimant(Sample.Lin, 2), expected, 0)); break;
            case "keys": batch.Keys.Add(new KeyRow(Sample.Phone(Number), Sample.NewId())); break;
            case "requests": batch.Requests.Add(new RequestRow(new RequestKey("token", Number), 2, "y", 0, Sample.Start)); break;
            case "policies": batch.Policies.Add(Policy.DefaultFor(Scope.Default)); break;
        }
    }
}
