using Arbiter.Engine.Journal;
using Arbiter.Testing;

namespace Arbiter.Storage.Tests;

/// <summary>An empty database of one kind, opened as often as a test likes.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    readonly List<IStore> opened = [];

    public abstract string Setting { get; }

    /// <summary>Opens, migrates and connects a store; closed with the database.</summary>
    public async Task<(IStore Store, LogHead Head)> OpenAsync(StoreOptions? options = null, TimeProvider? time = null)
    {
        var store = Stores.Open(Setting, time ?? TimeProvider.System, options ?? new StoreOptions());
        opened.Add(store);
        await store.MigrateAsync(TestContext.Current.CancellationToken);
        return (store, (await store.Journal.OpenAsync(TestContext.Current.CancellationToken)).Head);
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var store in opened) await store.DisposeAsync();
    }
}

public sealed class SqliteTestDatabase : TestDatabase
{
    readonly TempFolder folder = new();

    public string Path => folder.File("arbiter.db");

    public override string Setting => $"Data Source={Path}";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }
}

public sealed class PostgresTestDatabase(PostgresServer server, string name) : TestDatabase
{
    public override string Setting => server.ConnectionString(name) + ";Pooling=true";

    public string SocketSetting => server.SocketConnectionString(name);

    public PostgresServer Server => server;
}
