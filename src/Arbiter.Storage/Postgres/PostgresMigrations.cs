using Arbiter.Storage.Schema;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>Brings the schema up to date. An advisory lock lets one process do it while the others wait, and then find nothing left to do.</summary>
/// <param name="known">All steps that this program knows, in order.</param>
/// <param name="table">Where the database remembers those that it has. Parts that not every build has remember theirs apart.</param>
public sealed class PostgresMigrations(NpgsqlDataSource source, IReadOnlyList<Migration> known, string table = "migrations")
{
    /// <summary>Any number will do, as long as nothing else in the database locks it.</summary>
    const long LockKey = 0x6172_6269_7465_7221;

    const int LockSeconds = 120;

    /// <summary>Runs what is missing, and returns the names of those.</summary>
    /// <exception cref="StoreRefusedException">The database is not one that this program can bring up to date.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancel);
        try
        {
            return await RunMissingAsync(connection, cancel);
        }
        finally
        {
            // It would end with the session, but that may be a pool's and go on.
            if (connection.FullState is System.Data.ConnectionState.Open) await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    /// <summary>Changes nothing, and refuses a database that lacks a step.</summary>
    public async Task RequireCompleteAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand($"SELECT to_regclass('{table}') IS NOT NULL", connection);
        var any = (bool)(await command.ExecuteScalarAsync(cancel))!;
        MigrationPlan.RequireComplete(known, any ? await AppliedAsync(connection, cancel) : []);
    }

    async Task<IReadOnlyList<string>> RunMissingAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await ExecuteAsync(
            connection,
            $"CREATE TABLE IF NOT EXISTS {table} (number int PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
            cancel);
        var ran = new List<string>();
        foreach (var migration in MigrationPlan.Missing(known, await AppliedAsync(connection, cancel)))
        {
            await ApplyAsync(connection, migration, cancel);
            ran.Add(migration.Name);
        }

        return ran;
    }

    async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, migration.Sql, cancel);
        await using var record = new NpgsqlCommand($"INSERT INTO {table} (number, name, sha256) VALUES ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Sha256 } },
        };
        await record.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    async Task<IReadOnlyList<AppliedMigration>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT number, name, sha256 FROM {table} ORDER BY number", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var applied = new List<AppliedMigration>();
        while (await reader.ReadAsync(cancel)) applied.Add(new AppliedMigration(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        return applied;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = LockSeconds };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
