using Arbiter.Storage.Schema;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>Brings the schema up to date. An advisory lock lets one process do it while the others wait, and then find nothing left to do.</summary>
sealed class PostgresMigrations(NpgsqlDataSource source, IReadOnlyList<Migration> known)
{
    /// <summary>Any number will do, as long as nothing else in the database locks it.</summary>
    const long LockKey = 0x6172_6269_7465_7221;

    const int LockSeconds = 120;

    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        // The lock ends with the session, however that ends.
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancel);
        await ExecuteAsync(
            connection,
            "CREATE TABLE IF NOT EXISTS migrations (number int PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
            cancel);
        var ran = new List<string>();
        foreach (var migration in MigrationPlan.Missing(known, await AppliedAsync(connection, cancel)))
        {
            await ApplyAsync(connection, migration, cancel);
            ran.Add(migration.Name);
        }

        return ran;
    }

    public async Task RequireCompleteAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand("SELECT to_regclass('migrations') IS NOT NULL", connection);
        var any = (bool)(await command.ExecuteScalarAsync(cancel))!;
        MigrationPlan.RequireComplete(known, any ? await AppliedAsync(connection, cancel) : []);
    }

    static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, migration.Sql, cancel);
        await using var record = new NpgsqlCommand("INSERT INTO migrations (number, name, sha256) VALUES ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Sha256 } },
        };
        await record.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    static async Task<IReadOnlyList<AppliedMigration>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT number, name, sha256 FROM migrations ORDER BY number", connection);
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
