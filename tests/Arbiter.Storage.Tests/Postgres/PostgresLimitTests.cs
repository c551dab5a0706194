using Arbiter.Domain.Customers;
using Arbiter.Engine.Journal;
using Arbiter.Storage.Postgres;
using Npgsql;

namespace Arbiter.Storage.Tests.Postgres;

/// <summary>What PostgreSQL cannot keep. Keys are checked at the edge, so that such ones come from nobody; something else may.</summary>
public sealed class PostgresLimitTests(PostgresFixture postgres)
{
    /// <summary>Longer than an entry of an index may be, however it is compressed.</summary>
    static readonly string TooLong = string.Concat(Enumerable.Range(0, 400).Select(i => new Guid(i * 7919, 1, 2, new byte[8]).ToString()));

    /// <summary>So long that no entry of an index can even be made of it: that error names no table.</summary>
    static readonly string FarTooLong = Random(20_000);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool, string> Ways => new()
    {
        { TooLong, false, "54000, table 'keys'" },
        { TooLong, true, "54000, table 'keys'" },
        { FarTooLong, false, "54000" },
        { FarTooLong, true, "54000" },
        { "1380000\00000", false, "22021" },
        { "1380000\00000", true, "22021" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Refuses_the_batch_for_good_and_nothing_else(string key, bool locked, string why)
    {
        await using var database = await postgres.NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = locked ? new Batch { Expected = head, IsDraft = true } : Unstorable(head, key);

        var refused = await Assert.ThrowsAsync<UnstorableException>(() => store.Journal.AppendAsync(batch, _ => ValueTask.FromResult(Unstorable(head, key)), Cancel));

        Assert.Equal($"PostgreSQL refused a statement: {why}.", refused.Message);
        Assert.Null(refused.InnerException);
        Assert.Empty(await store.Journal.ReadAsync(0, 10, Cancel));
        // The connection is as good as before.
        var next = Sample.On(head);
        next.FirstClaim("13800000078");
        Assert.Equal(1, (await store.Journal.AppendAsync(next, Sample.NoRebase, Cancel)).Head.Seq);
    }

    /// <summary>Limits that everybody runs into, whatever is written: a queue of notifications that is full, transaction ids that are used up, a disk that is.</summary>
    [Theory]
    [InlineData("54000")]
    [InlineData("53100")]
    [InlineData("57P03")]
    [InlineData("40001")]
    public void What_is_nobodys_fault_is_told_to_nobody_as_theirs(string state) =>
        Assert.IsType<PostgresFaultException>(PostgresFaults.Translate(new PostgresException("too many of something", "ERROR", "ERROR", state)));

    static string Random(int length)
    {
        var random = new Random(7);
        return string.Create(length, random, static (text, random) =>
        {
            foreach (ref var c in text) c = (char)random.Next('!', '~');
        });
    }

    static Batch Unstorable(LogHead head, string key)
    {
        var batch = Sample.On(head);
        batch.FirstClaim(key);
        return batch;
    }
}
