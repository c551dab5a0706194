using Arbiter.Engine.Journal;
using Arbiter.Engine.Queries;
using Arbiter.Engine.Similar;
using Arbiter.Storage.Schema;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>Arbiter on PostgreSQL. Any number of processes may serve one database side by side.</summary>
public sealed class PostgresStore : IStore
{
    readonly NpgsqlDataSource pool;
    readonly NpgsqlDataSource dedicated;
    readonly PostgresJournal journal;
    readonly PostgresMigrations migrations;
    readonly bool readOnly;

    PostgresStore(NpgsqlConnectionStringBuilder address, TimeProvider time, StoreOptions options, bool readOnly)
    {
        this.readOnly = readOnly;
        Description = $"PostgreSQL {address.Host}/{address.Database}";
        pool = NpgsqlDataSource.Create(PostgresAddress.ForQueries(address, options.QueryConnections, readOnly));
        dedicated = NpgsqlDataSource.Create(PostgresAddress.ForJournal(address));
        migrations = new PostgresMigrations(dedicated, Migration.Of("Postgres"));
        journal = new PostgresJournal(dedicated, pool, time, options, readOnly);
        Queries = new PostgresQueries(pool);
        Identity = new PostgresIdentityIndex(pool, time, readOnly);
    }

    public string Description { get; }

    public IJournal Journal => journal;

    public IQueries Queries { get; }

    public IIdentityIndex Identity { get; }

    /// <summary>Prepares access; connects only when first used.</summary>
    public static PostgresStore Open(string connectionString, TimeProvider time, StoreOptions options, bool readOnly) =>
        new(PostgresAddress.Parse(connectionString), time, options, readOnly);

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancel)
    {
        if (!readOnly) return await migrations.RunAsync(cancel);
        await migrations.RequireCompleteAsync(cancel);
        return [];
    }

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        await dedicated.DisposeAsync();
        await pool.DisposeAsync();
    }
}
