namespace Arbiter.Storage.Tests.Postgres;

/// <summary>How PostgreSQL is reached.</summary>
public sealed class PostgresConnectionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_socket_of_this_machine_will_do()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows' PostgreSQL listens on no such socket here.");
        await using var database = await postgres.NewAsync();
        await using var store = Stores.Open(database.SocketSetting, TimeProvider.System, new StoreOptions());
        await store.MigrateAsync(TestContext.Current.CancellationToken);

        var (head, _) = await store.Journal.OpenAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, head.Seq);
    }
}
