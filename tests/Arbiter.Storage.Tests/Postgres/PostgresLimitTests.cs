using Arbiter.Engine.Journal;
using Arbiter.Testing;

namespace Arbiter.Storage.Tests.Postgres;

/// <summary>What PostgreSQL cannot keep. Keys are checked at the edge, so that such ones come from nobody; something else may.</summary>
public sealed class PostgresLimitTests(PostgresFixture postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Longer than an entry of an index may be, however it is compressed.</summary>
    static readonly string TooLong = string.Concat(Enumerable.Range(0, 400).Select(i => new Guid(i * 7919, 1, 2, new byte[8]).ToString()));

    public static TheoryData<string> Ways => ["alone", "locked"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Refuses_the_batch_for_good_and_nothing_else(string way)
    {
        await using var database = await postgres.NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = way == "alone" ? Unstorable(head) : new Batch { Expected = head, IsDraft = true };

        var refused = await Assert.ThrowsAsync<UnstorableException>(() => store.Journal.AppendAsync(batch, _ => ValueTask.FromResult(Unstorable(head)), Cancel));

        Assert.Equal("PostgreSQL refused a statement: 54000, table 'keys'.", refused.Message);
        Assert.Null(refused.InnerException);
        Assert.Empty(await store.Journal.ReadAsync(0, 10, Cancel));
        // The connection is as good as before.
        var next = Sample.On(head);
        next.FirstClaim("13800000078");
        Assert.Equal(1, (await store.Journal.AppendAsync(next, Sample.NoRebase, Cancel)).Head.Seq);
    }

    static Batch Unstorable(LogHead head)
    {
        var batch = Sample.On(head);
        batch.FirstClaim(TooLong);
        return batch;
    }
}
