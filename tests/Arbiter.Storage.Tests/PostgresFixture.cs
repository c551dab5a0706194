using Arbiter.Testing;

[assembly: AssemblyFixture(typeof(Arbiter.Storage.Tests.PostgresFixture))]

namespace Arbiter.Storage.Tests;

/// <summary>One PostgreSQL for all tests here, started by the first that needs it; each test gets a database of its own.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    readonly Lazy<Task<PostgresServer>> server = new(() => PostgresServer.StartNewAsync());

    public async Task<PostgresTestDatabase> NewAsync(string ctype = "C")
    {
        var started = await server.Value;
        return new PostgresTestDatabase(started, await started.CreateDatabaseAsync(ctype: ctype));
    }

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated && server.Value.IsCompletedSuccessfully) await server.Value.Result.DisposeAsync();
    }
}
