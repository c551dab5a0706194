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
