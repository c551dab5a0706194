using Arbiter.Domain.Customers;
using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Tests;

/// <summary>The log as it is read while it grows, and the work that time brings.</summary>
public abstract class FeedConformance
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<TestDatabase> NewAsync();

    [Fact]
    public async Task A_batch_decided_on_an_old_head_is_shown_exactly_the_tail()
    {
        await using var database = await NewAsync();
        var (store, start) = await database.OpenAsync();
        var head = start;
        for (var i = 0; i < 3; i++)
        {
            var batch = Sample.On(head);
            batch.FirstClaim($"1380000000{i}");
            batch.FirstClaim($"1390000000{i}");
            head = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
        }

        var stale = Sample.On(new LogHead(2, (await store.Journal.ReadAsync(1, 1, Cancel))[0].Hash));
        stale.FirstClaim("13700000000");
        var shown = new List<LogRecord>();
        var appended = await store.Journal.AppendAsync(stale, Rebase, Cancel);

        Assert.Equal([3L, 4, 5, 6], shown.Select(r => r.Seq));
        Assert.Equal(7, appended.Head.Seq);
        await AssertChainAsync(store, 7);

        // Nothing to write after all: the answer is the head that was seen.
        shown.Clear();
        var verified = await store.Journal.AppendAsync(Sample.On(start), EmptyRebase, Cancel);
        Assert.Equal((7L, 0, 7), (verified.Head.Seq, verified.Records.Count, shown.Count));

        // Nothing to write at first, but something once the tail was seen.
        shown.Clear();
        var late = await store.Journal.AppendAsync(Sample.On(start), tail => Rebase(tail), Cancel);
        Assert.Equal((8L, 1), (late.Head.Seq, late.Records.Count));
        await AssertChainAsync(store, 8);

        ValueTask<Batch> Rebase(IReadOnlyList<LogRecord> tail)
        {
            shown.AddRange(tail);
            var batch = Sample.On(new LogHead(tail[^1].Seq, tail[^1].Hash));
            batch.FirstClaim($"137{tail[^1].Seq:D8}");
            return ValueTask.FromResult(batch);
        }

        ValueTask<Batch> EmptyRebase(IReadOnlyList<LogRecord> tail)
        {
            shown.AddRange(tail);
            return ValueTask.FromResult(Sample.On(new LogHead(tail[^1].Seq, tail[^1].Hash)));
        }
    }

    [Fact]
    public async Task A_reader_that_pages_while_others_write_never_sees_a_gap()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        const int batches = 150;
        var writing = Task.Run(
            async () =>
            {
                var at = head;
                for (var i = 0; i < batches; i++)
                {
                    var batch = Sample.On(at);
                    for (var j = 0; j <= i % 7; j++) batch.FirstClaim($"{i}-{j}");
                    at = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
                }

                return at.Seq;
            },
            Cancel);

        var (seen, hash) = (0L, head.Hash);
        while (!writing.IsCompleted || seen < await writing)
        {
            foreach (var record in await store.Journal.ReadAsync(seen, 10, Cancel))
            {
                Assert.Equal(seen + 1, record.Seq);
                Assert.True(HashChain.Follows(hash, record));
                (seen, hash) = (record.Seq, record.Hash);
            }
        }

        Assert.Equal(await writing, seen);
    }

    [Fact]
    public async Task Due_are_owned_customers_whose_instant_came_longest_ago_first()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var place = batch.Event(null);
        var ids = new List<CustomerId>();
        foreach (var ms in (int[])[3, 1, 2, 4])
        {
            ids.Add(Sample.NewId());
            batch.Customers.Add(new CustomerRow(Sample.Owned(ids[^1], until: Sample.Start.AddMilliseconds(ms)), 0, place));
        }

        var forGood = Sample.Owned(Sample.NewId());
        batch.Customers.Add(new CustomerRow(forGood with { Ownership = forGood.Ownership! with { ProtectedUntil = null } }, 0, place));
        batch.Customers.Add(new CustomerRow(Sample.InPool(Sample.NewId(), Sample.Start), 0, place));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        Assert.Equal([ids[1], ids[2], ids[0]], await store.Journal.DueAsync(Sample.Start.AddMilliseconds(3), 10, Cancel));
        Assert.Equal([ids[1]], await store.Journal.DueAsync(Sample.Start.AddMilliseconds(3), 1, Cancel));
        Assert.Empty(await store.Journal.DueAsync(Sample.Start, 10, Cancel));
    }

    [Fact]
    public async Task Remembered_answers_are_forgotten_at_their_instant_a_few_at_a_time()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        for (var i = 1; i <= 5; i++) batch.Requests.Add(new RequestRow(new RequestKey("t", $"{i}"), 1, "x", -1, Sample.Start.AddMilliseconds(i)));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        Assert.Equal(2, await store.Journal.ForgetRequestsAsync(Sample.Start.AddMilliseconds(3), 2, Cancel));
        Assert.Equal(1, await store.Journal.ForgetRequestsAsync(Sample.Start.AddMilliseconds(3), 2, Cancel));
        Assert.Equal(0, await store.Journal.ForgetRequestsAsync(Sample.Start.AddMilliseconds(3), 2, Cancel));
        var request = new LoadRequest();
        request.Requests.AddRange(batch.Requests.Select(r => r.Key));
        Assert.Equal(["4", "5"], (await store.Journal.LoadAsync(request, Cancel)).Requests.Keys.Select(k => k.Key).Order());
    }

    [Fact]
    public async Task Loads_run_beside_appends()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var loading = Task.Run(
            async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    var loaded = await store.Journal.LoadAsync(new LoadRequest { Keys = { Sample.Phone($"{i / 4}") } }, Cancel);
                    Assert.All(loaded.Customers.Values, c => Assert.True(c.Version > 0));
                }
            },
            Cancel);
        for (var i = 0; i < 100; i++)
        {
            var batch = Sample.On(head);
            batch.FirstClaim($"{i}");
            head = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
        }

        await loading;
    }

    static async Task AssertChainAsync(IStore store, int length)
    {
        var records = await store.Journal.ReadAsync(0, 1_000, Cancel);
        Assert.Equal(Enumerable.Range(1, length).Select(i => (long)i), records.Select(r => r.Seq));
        var hash = LogHead.Empty.Hash;
        foreach (var record in records)
        {
            Assert.True(HashChain.Follows(hash, record));
            hash = record.Hash;
        }
    }
}
