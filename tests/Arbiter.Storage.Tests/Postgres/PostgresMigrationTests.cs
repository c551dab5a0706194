using Npgsql;

namespace Arbiter.Storage.Tests.Postgres;

public sealed class PostgresMigrationTests(PostgresFixture postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_that_start_together_migrate_once()
    {
        await using var database = await postgres.NewAsync();
        var stores = Enumerable.Range(0, 4).Select(_ => Stores.Open(database.Setting, TimeProvider.System, new StoreOptions())).ToList();
        var ran = await Task.WhenAll(stores.Select(s => s.MigrateAsync(Cancel)));

        Assert.Single(ran, migrated => migrated.Ran.Count > 0);
        Assert.Empty((await stores[0].MigrateAsync(Cancel)).Ran);
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_tampered_or_newer_schema_is_refused()
    {
        await using var database = await postgres.NewAsync();
        var (store, _) = await database.OpenAsync();
        await using var source = NpgsqlDataSource.Create(database.Setting);
        await source.CreateCommand("UPDATE migrations SET sha256 = 'x' WHERE number = 1").ExecuteNonQueryAsync(Cancel);
        Assert.Contains("0001", (await Assert.ThrowsAsync<StoreRefusedException>(() => store.MigrateAsync(Cancel))).Message);
        await source.CreateCommand("UPDATE migrations SET number = 99, needs = 99 WHERE number = 1").ExecuteNonQueryAsync(Cancel);
        Assert.Contains("newer", (await Assert.ThrowsAsync<StoreRefusedException>(() => store.MigrateAsync(Cancel))).Message);
    }

    [Fact]
    public async Task A_database_that_has_not_every_name_is_refused()
    {
        await using var database = await postgres.NewAsync();
        await using var source = NpgsqlDataSource.Create(database.Setting);
        await source.CreateCommand("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'").ExecuteNonQueryAsync(Cancel);
        await using var store = Stores.Open(new NpgsqlConnectionStringBuilder(database.Setting) { Database = "latin" }.ConnectionString, TimeProvider.System, new StoreOptions());

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => store.MigrateAsync(Cancel));

        Assert.Contains("LATIN1", refused.Message);
        Assert.Contains("UTF8", refused.Message);
    }

    [Fact]
    public async Task Reading_only_changes_nothing_and_wants_a_complete_schema()
    {
        await using var database = await postgres.NewAsync();
        await using var reading = Stores.OpenReadOnly(database.Setting, TimeProvider.System, new StoreOptions());
        await Assert.ThrowsAsync<StoreRefusedException>(() => reading.MigrateAsync(Cancel));
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var id = batch.FirstClaim("13800000001");
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        Assert.Empty((await reading.MigrateAsync(Cancel)).Ran);
        Assert.Equal(1, (await reading.Journal.OpenAsync(Cancel)).Head.Seq);
        Assert.NotNull(await reading.Queries.FindCustomerAsync(id, Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reading.Journal.AppendAsync(batch, Sample.NoRebase, Cancel));
        await Assert.ThrowsAnyAsync<Exception>(() => reading.Queries.SaveCheckpointAsync("x", 1, "", Cancel));
    }
}
