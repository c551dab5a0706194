using Arbiter.Storage.Sqlite;

namespace Arbiter.Storage.Tests.Sqlite;

public sealed class SqliteJournalTests : JournalConformance
{
    protected override Task<TestDatabase> NewAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteFenceTests : FenceConformance
{
    protected override Task<TestDatabase> NewAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteQueriesTests : QueriesConformance
{
    protected override Task<TestDatabase> NewAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteFeedTests : FeedConformance
{
    protected override Task<TestDatabase> NewAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteBatchTests : BatchConformance
{
    protected override Task<TestDatabase> NewAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteMergingTests : MergingConformance
{
    protected override Task<TestDatabase> NewAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteSharedKeyTests : SharedKeyConformance
{
    protected override Task<TestDatabase> NewAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteIdentityIndexTests : IdentityIndexConformance
{
    protected override Task<TestDatabase> NewAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteConflictsOfRepsTests : ConflictsOfRepsConformance
{
    protected override Task<TestDatabase> NewAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());

    protected override Task TakeBackAsync(TestDatabase database)
    {
        using var beside = SqliteDatabase.OpenWriter(((SqliteTestDatabase)database).Path);
        beside.Execute("DROP TRIGGER conflicts_reps_new; DROP TRIGGER conflicts_reps_more; DROP TABLE conflict_reps; DELETE FROM migrations WHERE number = 4");
        return Task.CompletedTask;
    }
}
