using Arbiter.Testing;

[assembly: AssemblyFixture(typeof(Arbiter.Imports.Tests.PostgresFixture))]

namespace Arbiter.Imports.Tests;

/// <summary>One PostgreSQL for all tests here, started by the first that needs it.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    readonly Lazy<Task<PostgresServer>> server = new(() => PostgresServer.StartNewAsync());

    public async Task<string> NewDatabaseAsync()
    {
        var started = await server.Value;
        return started.ConnectionString(await started.CreateDatabaseAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated && server.Value.IsCompletedSuccessfully) await server.Value.Result.DisposeAsync();
    }
}
