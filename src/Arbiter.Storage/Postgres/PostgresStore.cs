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
    readonly PostgresPrimary primary;
    readonly bool readOnly;

    PostgresStore(NpgsqlConnectionStringBuilder address, TimeProvider time, StoreOptions options, IReadOnlyList<Migration> known, bool readOnly)
    {
        this.readOnly = readOnly;
        Description = $"PostgreSQL {address.Host}/{address.Database}";
        var level = new SchemaLevel(MigrationPlan.LevelOf(known), MigrationPlan.RequiredBy(known));
        primary = new PostgresPrimary(address, time);
        pool = primary.Source(PostgresAddress.ForQueries(address, options.QueryConnections, readOnly));
        dedicated = primary.Source(PostgresAddress.ForJournal(address));
        migrations = new PostgresMigrations(dedicated, known, options.ContractNow);
        journal = new PostgresJournal(dedicated, pool, primary, time, options, level, readOnly);
        Queries = new PostgresQueries(pool, level.Known);
        Replicas = readOnly ? null : new PostgresReplicas(pool, level.Known);
        Identity = new PostgresIdentityIndex(pool, time, level.Known, readOnly);
    }

    public string Description { get; }

    public IJournal Journal => journal;

    public IQueries Queries { get; }

    public IIdentityIndex Identity { get; }

    public IReplicas? Replicas { get; }

    /// <summary>Prepares access; connects only when first used.</summary>
    public static PostgresStore Open(string connectionString, TimeProvider time, StoreOptions options, bool readOnly) =>
        Open(connectionString, time, options, Migration.Of("Postgres"), readOnly);

    /// <summary>For a program that knows other migrations than this one.</summary>
    internal static PostgresStore Open(string connectionString, TimeProvider time, StoreOptions options, IReadOnlyList<Migration> known, bool readOnly) =>
        new(PostgresAddress.Parse(connectionString), time, options, known, readOnly);

    public async Task<Migrated> MigrateAsync(CancellationToken cancel)
    {
        await primary.LookAroundAsync(cancel);
        if (!readOnly) return await migrations.RunAsync(cancel);
        await migrations.RequireCompleteAsync(cancel);
        return Migrated.Nothing;
    }

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        await dedicated.DisposeAsync();
        await pool.DisposeAsync();
    }
}
