using Arbiter.Testing;

[assembly: AssemblyFixture(typeof(Arbiter.Server.Tests.Running.PostgresFixture))]

namespace Arbiter.Server.Tests.Running;

/// <summary>Which store a test runs on.</summary>
public enum Store
{
    Sqlite,
    Postgres,

    /// <summary>PostgreSQL, and another server on it, which leads: the one that is asked relays.</summary>
    PostgresThroughLeader,

    /// <summary>PostgreSQL, with the server as a silo of an Orleans cluster: for builds that have it.</summary>
    PostgresOnOrleans,
}

/// <summary>One PostgreSQL for all tests here, started by the first that needs it; each test gets a database of its own.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    static readonly Lazy<Task<PostgresServer>> Server = new(() => PostgresServer.StartNewAsync(fsync: false));

    public static async Task<string> NewDatabaseAsync()
    {
        var server = await Server.Value;
        // A locale that knows letters beyond ASCII, as trigrams need.
        return server.ConnectionString(await server.CreateDatabaseAsync(ctype: "C.UTF-8"));
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await Server.Value).DisposeAsync();
    }
}
