using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;
using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Tests;

/// <summary>A batch that is sent before the end of the one before it is known: it comes right after that one, or not at all.</summary>
public abstract class BehindConformance
{
    static readonly ClaimantId Lin = new(Scope.Default, Sample.Lin);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<TestDatabase> NewAsync();

    [Fact]
    public async Task Batches_sent_behind_each_other_are_written_in_order()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        Assert.True(store.Journal.TakesBehind);
        const int Rounds = 50;
        for (var round = 0; round < Rounds; round++)
        {
            var first = Claim(head, 2 * round);
            var second = Claim(first.HeadAfter, (2 * round) + 1);
            var appending = store.Journal.AppendAsync(first, Sample.NoRebase, Cancel);
            var behind = await store.Journal.AppendBehindAsync(second, Cancel);
            var appended = await appending;
            // It may have been there first: then it was alone, and is sent again as if nothing had been.
            behind ??= await store.Journal.AppendAsync(second, Sample.NoRebase, Cancel);
            Assert.True(appended.Head.IsAt(first.HeadAfter) && behind.Head.IsAt(second.HeadAfter));
            head = behind.Head;
        }

        var log = await store.Journal.ReadAsync(0, 1000, Cancel);
        var before = LogHead.Empty.Hash;
        foreach (var record in log)
        {
            Assert.True(HashChain.Follows(before, record));
            before = record.Hash;
        }

        Assert.Equal(2 * Rounds, log.Count);
        // Each batch stands on the row that the one before it wrote.
        var claimant = (await store.Journal.LoadAsync(new LoadRequest { Claimants = { Lin } }, Cancel)).Claimants[Lin];
        Assert.Equal((2 * Rounds, 2L * Rounds), (claimant.State.Holdings, claimant.Version));
    }

    [Fact]
    public async Task Without_the_one_before_it_nothing_is_written()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var never = Claim(head, 0);
        Assert.Null(await store.Journal.AppendBehindAsync(Claim(never.HeadAfter, 1), Cancel));

        Assert.Empty(await store.Journal.ReadAsync(0, 10, Cancel));
        Assert.Empty((await store.Journal.LoadAsync(new LoadRequest { Keys = { Sample.Phone("1380001") } }, Cancel)).Keys);
    }

    [Fact]
    public async Task As_many_events_of_somebody_else_are_not_the_one_before_it()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var others = Sample.On(head);
        others.FirstClaim("13800000077");
        var never = Claim(head, 0);
        var written = await store.Journal.AppendAsync(others, Sample.NoRebase, Cancel);

        Assert.Null(await store.Journal.AppendBehindAsync(Claim(never.HeadAfter, 1), Cancel));
        Assert.Single(await store.Journal.ReadAsync(0, 10, Cancel));

        // The head is as it was.
        var next = Sample.On(written.Head);
        next.FirstClaim("13800000078");
        Assert.Equal(2, (await store.Journal.AppendAsync(next, Sample.NoRebase, Cancel)).Head.Seq);
    }

    [Fact]
    public async Task It_is_fenced_like_any_other()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var first = Claim(head, 0);
        var appended = await store.Journal.AppendAsync(first, Sample.NoRebase, Cancel);
        var second = Sample.On(first.HeadAfter);
        second.FirstClaim("1380000");

        var fenced = await Assert.ThrowsAsync<FencedException>(() => store.Journal.AppendBehindAsync(second, Cancel));
        Assert.Equal("keys", fenced.Table);
        var third = Claim(appended.Head, 1);
        Assert.Equal(2, (await store.Journal.AppendAsync(third, Sample.NoRebase, Cancel)).Head.Seq);
    }

    /// <summary>The claim of a new customer by the same rep, who holds <paramref name="number"/> already.</summary>
    static Batch Claim(LogHead head, int number)
    {
        var batch = Sample.On(head);
        batch.FirstClaim($"138000{number}");
        batch.Claimants.Add(new ClaimantRow(Sample.Claimant(Sample.Lin, number + 1), number, 0));
        return batch;
    }
}
