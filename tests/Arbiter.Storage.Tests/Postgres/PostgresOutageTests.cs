using Arbiter.Engine.Journal;
using Arbiter.Storage.Postgres;
using Arbiter.Testing;
using Npgsql;

namespace Arbiter.Storage.Tests.Postgres;

/// <summary>What happens when the server goes away, or refuses at the very end.</summary>
public sealed class PostgresOutageTests(PostgresFixture postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PostgresStop.Fast)]
    [InlineData(PostgresStop.Immediate)]
    public async Task The_same_store_serves_again_when_the_server_is_back(PostgresStop how)
    {
        // A server of its own: the others' tests want theirs to stay.
        await using var server = await PostgresServer.StartNewAsync();
        await using var database = new PostgresTestDatabase(server, await server.CreateDatabaseAsync());
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        batch.FirstClaim("13800000001");
        var acknowledged = (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
        await store.Journal.WaitForNewsAsync(TimeSpan.FromMilliseconds(10), Cancel);
        await store.Journal.LoadAsync(new LoadRequest { Keys = { Sample.Phone("1") } }, Cancel);

        await server.StopAsync(how);
        await Assert.ThrowsAnyAsync<Exception>(() => store.Journal.AppendAsync(Next(), Sample.NoRebase, Cancel));
        await Assert.ThrowsAnyAsync<Exception>(() => store.Journal.LoadAsync(new LoadRequest { Keys = { Sample.Phone("1") } }, Cancel));
        await Assert.ThrowsAnyAsync<Exception>(() => store.Journal.ReadAsync(0, 1, Cancel));
        await Assert.ThrowsAnyAsync<Exception>(() => store.Journal.OpenAsync(Cancel));
        await Assert.ThrowsAnyAsync<Exception>(() => store.Journal.AppendAsync(Next(), Sample.NoRebase, Cancel));
        // A hint that cannot come is just late.
        await store.Journal.WaitForNewsAsync(TimeSpan.FromMilliseconds(50), Cancel);

        await server.StartAsync();
        var (again, _) = await store.Journal.OpenAsync(Cancel);
        Assert.Equal(acknowledged.Seq, again.Seq);
        Assert.Equal(acknowledged.Hash, again.Hash);
        Assert.Equal(2, (await store.Journal.AppendAsync(Next(), Sample.NoRebase, Cancel)).Head.Seq);
        Assert.Equal(2, (await store.Journal.ReadAsync(0, 10, Cancel)).Count);
        Assert.Single((await store.Journal.LoadAsync(new LoadRequest { Keys = { Sample.Phone("13800000001") } }, Cancel)).Keys);

        Batch Next()
        {
            var next = Sample.On(acknowledged);
            next.FirstClaim("13800000002");
            return next;
        }
    }

    [Fact]
    public async Task News_come_at_once_again_when_the_server_is_back()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var database = new PostgresTestDatabase(server, await server.CreateDatabaseAsync());
        var (listening, head) = await database.OpenAsync();
        var (writing, _) = await database.OpenAsync();
        head = await RequireNewsAsync(head, "13800000001");
        for (var outage = 0; outage < 2; outage++)
        {
            await server.StopAsync(PostgresStop.Immediate);
            await listening.Journal.WaitForNewsAsync(TimeSpan.FromMilliseconds(50), Cancel);
            await server.StartAsync();
            await listening.Journal.OpenAsync(Cancel);
            await writing.Journal.OpenAsync(Cancel);
            head = await RequireNewsAsync(head, $"1380000001{outage}");
        }

        async Task<LogHead> RequireNewsAsync(LogHead at, string phone)
        {
            var news = listening.Journal.WaitForNewsAsync(TimeSpan.FromMinutes(5), Cancel);
            while (await server.AskAsync("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR query LIKE 'SELECT EXISTS%pg_locks%'") is 0L) await Task.Yield();
            while (await server.AskAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 728302") is 0L) await Task.Yield();
            var batch = Sample.On(at);
            batch.FirstClaim(phone);
            var written = await writing.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);
            await news.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
            return written.Head;
        }
    }

    [Fact]
    public async Task What_the_synchronous_standby_does_not_confirm_is_not_acknowledged_nor_built_upon()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var database = new PostgresTestDatabase(server, await server.CreateDatabaseAsync());
        var (store, head) = await database.OpenAsync();
        // It is configured, and not there.
        await server.SetAsync("synchronous_standby_names", "standby1");
        while (await server.AskAsync("SHOW synchronous_standby_names") is not "standby1") await Task.Yield();
        var batch = Sample.On(head);
        batch.FirstClaim("13800000001");

        await Assert.ThrowsAsync<UnconfirmedCommitException>(() => store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel));
        // What is visible now, and may be gone after a fail-over, is not to be decided on.
        await Assert.ThrowsAsync<UnconfirmedCommitException>(() => store.Journal.OpenAsync(Cancel));

        await server.SetAsync("synchronous_standby_names", "");
        Assert.Equal(1, (await store.Journal.OpenAsync(Cancel)).Head.Seq);
    }

    [Fact]
    public async Task A_commit_that_fails_is_not_taken_for_written()
    {
        await using var database = await postgres.NewAsync();
        var (store, head) = await database.OpenAsync();
        await using (var source = NpgsqlDataSource.Create(database.Setting))
        {
            await source.CreateCommand(
                """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room for %', NEW.actor; END $$;
                CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON batches DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
                """).ExecuteNonQueryAsync(Cancel);
        }

        var batch = Sample.On(head);
        batch.FirstClaim("13800000001");
        var failed = await Assert.ThrowsAnyAsync<Exception>(() => store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel));

        Assert.IsNotType<FencedException>(failed);
        Assert.DoesNotContain("lin.wei", failed.ToString());
        Assert.Equal(0, (await store.Journal.OpenAsync(Cancel)).Head.Seq);
        Assert.Empty(await store.Journal.ReadAsync(0, 10, Cancel));
    }
}
