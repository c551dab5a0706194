using Npgsql;

namespace Arbiter.Storage.Tests.Postgres;

public sealed class PostgresJournalTests(PostgresFixture postgres) : JournalConformance
{
    protected override async Task<TestDatabase> NewAsync() => await postgres.NewAsync();
}

public sealed class PostgresFenceTests(PostgresFixture postgres) : FenceConformance
{
    protected override async Task<TestDatabase> NewAsync() => await postgres.NewAsync();

    protected override string ServerLog(TestDatabase database) => ((PostgresTestDatabase)database).Server.Log();
}

public sealed class PostgresQueriesTests(PostgresFixture postgres) : QueriesConformance
{
    protected override async Task<TestDatabase> NewAsync() => await postgres.NewAsync();
}

public sealed class PostgresFeedTests(PostgresFixture postgres) : FeedConformance
{
    protected override async Task<TestDatabase> NewAsync() => await postgres.NewAsync();
}

public sealed class PostgresBatchTests(PostgresFixture postgres) : BatchConformance
{
    protected override async Task<TestDatabase> NewAsync() => await postgres.NewAsync();
}

public sealed class PostgresMergingTests(PostgresFixture postgres) : MergingConformance
{
    protected override async Task<TestDatabase> NewAsync() => await postgres.NewAsync();
}

public sealed class PostgresSharedKeyTests(PostgresFixture postgres) : SharedKeyConformance
{
    protected override async Task<TestDatabase> NewAsync() => await postgres.NewAsync();
}

public sealed class PostgresIdentityIndexTests(PostgresFixture postgres) : IdentityIndexConformance
{
    protected override async Task<TestDatabase> NewAsync() => await postgres.NewAsync("C.UTF-8");
}

public sealed class PostgresConflictsOfRepsTests(PostgresFixture postgres) : ConflictsOfRepsConformance
{
    protected override async Task<TestDatabase> NewAsync() => await postgres.NewAsync();

    protected override async Task TakeBackAsync(TestDatabase database)
    {
        await using var source = NpgsqlDataSource.Create(database.Setting);
        await using var undo = source.CreateCommand("DROP TABLE conflict_reps; DROP FUNCTION arbiter_conflict_reps CASCADE; DELETE FROM migrations WHERE number IN (6, 7)");
        await undo.ExecuteNonQueryAsync();
    }
}
