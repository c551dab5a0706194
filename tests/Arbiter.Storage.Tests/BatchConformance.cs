using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Tests;

/// <summary>Batches of unusual sizes.</summary>
public abstract class BatchConformance
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<TestDatabase> NewAsync();

    [Fact]
    public async Task What_is_empty_is_only_verified()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        batch.FirstClaim("13800000001");
        head = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;

        var verified = await store.Journal.AppendAsync(Sample.On(head), Sample.NoRebase, Cancel);

        Assert.Equal((1L, 0), (verified.Head.Seq, verified.Records.Count));
        Assert.Equal(head.Hash, verified.Head.Hash);
    }

    [Fact]
    public async Task A_remembered_answer_without_events_is_written_too()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var key = new RequestKey("t", "k");
        batch.Requests.Add(new RequestRow(key, 5, "refused", -1, Sample.Start));

        var appended = await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        Assert.Equal((0L, 0), (appended.Head.Seq, appended.Records.Count));
        Assert.Equal(0, (await store.Journal.LoadAsync(new LoadRequest { Requests = { key } }, Cancel)).Requests[key].Seq);
    }

    [Fact]
    public async Task A_batch_of_thousands_is_one_append()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        for (var i = 0; i < 5_000; i++) batch.FirstClaim($"138{i:D8}");

        var appended = await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        Assert.Equal(5_000, appended.Head.Seq);
        var request = new LoadRequest();
        request.Keys.AddRange(batch.Keys.Select(k => k.Key));
        Assert.Equal(5_000, (await store.Journal.LoadAsync(request, Cancel)).Customers.Count);
    }

    /// <summary>However the log is cut into rows, whoever reads it sees records.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(127, 300)]
    [InlineData(128, 128)]
    [InlineData(129, 1)]
    [InlineData(1000, 300)]
    public async Task A_log_of_large_and_small_batches_is_read_in_pages_of_any_size(int page, int large)
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var customer = Sample.NewId();
        foreach (var size in (int[])[1, large, 1, 2])
        {
            var batch = Sample.On(head);
            for (var i = 0; i < size; i++) batch.Event(i % 2 == 0 ? customer : null, prev: Math.Max(0, head.Seq - 1), payload: Sample.Payload((int)head.Seq + i));
            if (head.Seq == 0) batch.Customers.Add(new CustomerRow(Sample.Owned(customer), 0, 0));
            head = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
        }

        var seen = new List<LogRecord>();
        while (await store.Journal.ReadAsync(seen.Count, page, Cancel) is { Count: > 0 } read)
        {
            Assert.True(read.Count == page || seen.Count + read.Count == head.Seq);
            seen.AddRange(read);
        }

        Assert.Equal(Enumerable.Range(1, (int)head.Seq).Select(seq => ((long)seq, Sample.Payload(seq - 1))), seen.Select(r => (r.Seq, r.Payload)));
        Assert.Equal(head.Hash, seen[^1].Hash);
        Assert.Empty(await store.Journal.ReadAsync(long.MaxValue, page, Cancel));
    }
}
