using Arbiter.Proofs.Faults;
using Arbiter.Testing;

namespace Arbiter.Proofs.Processes;

/// <summary>Which store a proof runs on.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}

/// <summary>An empty database for one proof.</summary>
public sealed class ProofDatabase : IAsyncDisposable
{
    readonly TempFolder? folder;
    readonly PostgresServer? own;
    readonly string? near;

    ProofDatabase(string connectionString, TempFolder? folder, PostgresServer? own, string? near = null)
    {
        this.folder = folder;
        this.own = own;
        this.near = near;
        ConnectionString = connectionString;
    }

    /// <summary>For servers.</summary>
    public string ConnectionString { get; }

    /// <summary>For the test itself, past every fault.</summary>
    public string NearConnectionString => near ?? ConnectionString;

    /// <summary>The PostgreSQL that is there for this proof alone.</summary>
    public PostgresServer Server => own ?? throw new InvalidOperationException("This is a file.");

    public static async Task<ProofDatabase> CreateAsync(Database kind)
    {
        if (kind == Database.Sqlite)
        {
            var folder = new TempFolder();
            return new ProofDatabase($"Data Source={folder.File("arbiter.db")}", folder, null);
        }

        var server = await PostgresServer.StartNewAsync();
        return new ProofDatabase(server.ConnectionString(await server.CreateDatabaseAsync()), null, server);
    }

    /// <summary>PostgreSQL on a host of its own.</summary>
    public static async Task<ProofDatabase> CreateAsync(NetworkHost host)
    {
        var server = await PostgresServer.StartNewAsync(place: new PostgresPlace(host.Address, host.Command, FaultyNetwork.Everybody));
        var name = await server.CreateDatabaseAsync();
        return new ProofDatabase(server.ConnectionString(name), null, server, server.SocketConnectionString(name));
    }

    public async ValueTask DisposeAsync()
    {
        folder?.Dispose();
        if (own is not null) await own.DisposeAsync();
    }
}
