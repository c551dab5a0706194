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

    ProofDatabase(string connectionString, TempFolder? folder, PostgresServer? own)
    {
        this.folder = folder;
        this.own = own;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

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

    public async ValueTask DisposeAsync()
    {
        folder?.Dispose();
        if (own is not null) await own.DisposeAsync();
    }
}
