using Arbiter.Engine.Similar;
using Npgsql;

namespace Arbiter.Storage.Tests.Postgres;

/// <summary>What becomes of similar names where pg_trgm cannot be had.</summary>
public sealed class PostgresTrigramTests(PostgresFixture postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_there_when_the_role_may_and_the_locale_knows_letters()
    {
        await using var database = await postgres.NewAsync("C.UTF-8");
        var (store, _) = await database.OpenAsync();

        Assert.Null(await store.Identity.PrepareAsync(Cancel));
        // As at every start after the first.
        Assert.Null(await store.Identity.PrepareAsync(Cancel));
    }

    [Fact]
    public async Task Searches_use_the_index()
    {
        await using var database = await postgres.NewAsync("C.UTF-8");
        var (store, _) = await database.OpenAsync();
        await store.Identity.PrepareAsync(Cancel);
        await using var source = NpgsqlDataSource.Create(database.Setting);
        await using var fill = source.CreateCommand(
            "INSERT INTO names SELECT gen_random_uuid(), 'default', chr(19968 + i % 2000) || chr(20000 + i % 1777) || '科技', '科技' FROM generate_series(1, 20000) AS i");
        await fill.ExecuteNonQueryAsync(Cancel);
        await using var explain = source.CreateCommand("EXPLAIN SELECT customer_id FROM names WHERE whole LIKE '云帆%' AND whole LIKE '%帆科技%' AND scope = 'default'");
        var plan = new List<string>();
        await using (var reader = await explain.ExecuteReaderAsync(Cancel))
        {
            while (await reader.ReadAsync(Cancel)) plan.Add(reader.GetString(0));
        }

        Assert.Contains(plan, line => line.Contains("names_trigrams", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_locale_knows_no_letters_names_are_found_by_their_beginning_and_that_is_said()
    {
        await using var database = await postgres.NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var (same, other) = (batch.FirstClaim("1"), batch.FirstClaim("2"));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);
        IndexedName[] names = [new(same, Domain.Keys.Scope.Default, new("云帆科技", "云帆科技")), new(other, Domain.Keys.Scope.Default, new("帆云科技", "帆云科技"))];
        await store.Identity.AdvanceAsync(new NameStep("test", 0, 1, [same, other], names), Cancel);

        var why = await store.Identity.PrepareAsync(Cancel);

        Assert.Contains("LC_CTYPE", why);
        var found = await store.Identity.FindAsync(new CandidateQuery(Domain.Keys.Scope.Default, [new("云帆科枝", "云帆科枝")], [], []), Cancel);
        Assert.Equal(same, Assert.Single(found).State.Id);
    }

    [Fact]
    public async Task A_role_that_may_not_install_it_is_told_and_served()
    {
        await using var database = await postgres.NewAsync("C.UTF-8");
        await using (var admin = NpgsqlDataSource.Create(database.Setting))
        {
            await admin.CreateCommand("DROP ROLE IF EXISTS limited").ExecuteNonQueryAsync(Cancel);
            await admin.CreateCommand("CREATE ROLE limited LOGIN").ExecuteNonQueryAsync(Cancel);
            await admin.CreateCommand("GRANT CREATE, USAGE ON SCHEMA public TO limited").ExecuteNonQueryAsync(Cancel);
        }

        var setting = new NpgsqlConnectionStringBuilder(database.Setting) { Username = "limited", Pooling = false }.ConnectionString;
        await using var store = Stores.Open(setting, TimeProvider.System, new StoreOptions());
        await store.MigrateAsync(Cancel);

        Assert.Contains("CREATE EXTENSION pg_trgm", await store.Identity.PrepareAsync(Cancel));
        Assert.Empty(await store.Identity.FindAsync(new CandidateQuery(Domain.Keys.Scope.Default, [new("云帆", "云帆")], [], []), Cancel));
    }
}
