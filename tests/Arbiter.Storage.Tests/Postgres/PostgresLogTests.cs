using System.Text.Json;
using Arbiter.Testing;
using Npgsql;

namespace Arbiter.Storage.Tests.Postgres;

/// <summary>How the log stands in rows of whole batches.</summary>
public sealed class PostgresLogTests(PostgresFixture postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A log that lost a row does not end there: what is behind has to be seen, to be found wrong.</summary>
    [Fact]
    public async Task What_stands_behind_a_gap_is_read()
    {
        await using var database = await postgres.NewAsync();
        var (store, head) = await database.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            var batch = Sample.On(head);
            batch.FirstClaim($"1380000000{i}");
            head = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
        }

        await ExecuteAsync(database.Setting, "DELETE FROM batches WHERE last = 2");

        Assert.Equal([1L, 3], (await store.Journal.ReadAsync(0, 2, Cancel)).Select(r => r.Seq));
        Assert.Equal([3L], (await store.Journal.ReadAsync(1, 1, Cancel)).Select(r => r.Seq));
    }

    /// <summary>PostgreSQL gathers statistics by itself, again and again while the log grows; of arrays they cost seconds.</summary>
    [Fact]
    public async Task Statistics_are_gathered_of_nothing_but_positions()
    {
        await using var database = await postgres.NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        batch.FirstClaim("13800000001");
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        await ExecuteAsync(database.Setting, "ANALYZE batches");

        await using var source = NpgsqlDataSource.Create(database.Setting);
        await using var command = source.CreateCommand("SELECT array_agg(attname::text) FROM pg_stats WHERE tablename = 'batches'");
        Assert.Equal(["last"], (string[])(await command.ExecuteScalarAsync(Cancel))!);
    }

    /// <summary>A look at few events touches few pages, however long the log is, and whether or not PostgreSQL knows yet how long.</summary>
    [Theory]
    [InlineData("arbiter_event(10000)", false)]
    [InlineData("arbiter_event(10000)", true)]
    [InlineData("arbiter_events(10000, 100)", false)]
    [InlineData("arbiter_events(10000, 100)", true)]
    public async Task Few_pages_are_touched_for_few_events(string look, bool analyzed)
    {
        await using var database = await postgres.NewAsync();
        await database.OpenAsync();
        await ExecuteAsync(
            database.Setting,
            """
            INSERT INTO batches
            SELECT n, n, ARRAY[0], ARRAY[now()], ARRAY[NULL::uuid], ARRAY['t'], ARRAY['a'], ARRAY['{}'], ARRAY[decode('00', 'hex')] FROM generate_series(1, 20000) AS n
            """);
        if (analyzed) await ExecuteAsync(database.Setting, "ANALYZE batches");

        await using var source = NpgsqlDataSource.Create(database.Setting);
        await using var connection = await source.OpenConnectionAsync(Cancel);
        Assert.Equal(look.Contains("events") ? 100 : 1, await CountAsync($"SELECT count(*) FROM {look}"));
        // The first time it looks at the catalogue as well.
        Assert.InRange(await PagesAsync(), 1, 40);

        async Task<long> CountAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return (long)(await command.ExecuteScalarAsync(Cancel))!;
        }

        async Task<long> PagesAsync()
        {
            await using var command = new NpgsqlCommand($"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) SELECT * FROM {look}", connection);
            var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync(Cancel))!).RootElement[0].GetProperty("Plan");
            return plan.GetProperty("Shared Hit Blocks").GetInt64() + plan.GetProperty("Shared Read Blocks").GetInt64();
        }
    }

    static async Task ExecuteAsync(string setting, string sql)
    {
        await using var source = NpgsqlDataSource.Create(setting);
        await source.CreateCommand(sql).ExecuteNonQueryAsync(Cancel);
    }
}
