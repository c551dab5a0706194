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
