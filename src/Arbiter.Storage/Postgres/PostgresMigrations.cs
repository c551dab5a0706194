using Arbiter.Engine.Journal;
using Arbiter.Storage.Schema;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>
/// Brings the schema up to date. An advisory lock lets one process do it while the others wait, and then find nothing left to do. Contracts wait for the servers
/// that they would shut out (docs/UPGRADES.md).
/// </summary>
/// <param name="known">All steps that this program knows, in order.</param>
/// <param name="contractNow">Shut them out instead.</param>
/// <param name="table">Where the database remembers those that it has. Parts that not every build has remember theirs apart.</param>
public sealed class PostgresMigrations(
    NpgsqlDataSource source, IReadOnlyList<Migration> known, bool contractNow = false, string table = PostgresMigrations.Main)
{
    /// <summary>Any number will do, as long as nothing else in the database locks it.</summary>
    const long LockKey = 0x6172_6269_7465_7221;

    const int LockSeconds = 120;

    /// <summary>An expansion may fill what it adds; nobody waits for that but servers that need it.</summary>
    const int ExpandSeconds = 3600;

    /// <summary>How long an expansion waits for a lock in one go: whoever comes after it waits behind it.</summary>
    const int LockAttemptSeconds = 2;

    const string Main = "migrations";

    /// <summary>Runs what is missing.</summary>
    /// <exception cref="StoreRefusedException">The database is not one that this program can bring up to date.</exception>
    public async Task<Migrated> RunAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        RequireUnicode(connection);
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

    /// <summary>In any other encoding there are names that cannot be kept, and not even be asked for.</summary>
    static void RequireUnicode(NpgsqlConnection connection)
    {
        if (connection.PostgresParameters.TryGetValue("server_encoding", out var encoding) && encoding != "UTF8")
            throw new StoreRefusedException($"The database's encoding is {encoding}. Create it with ENCODING 'UTF8' (and TEMPLATE template0 where that is refused).");
    }

    /// <summary>Changes nothing, and refuses a database that lacks a step.</summary>
    public async Task RequireCompleteAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand($"SELECT to_regclass('{table}') IS NOT NULL", connection);
        var any = (bool)(await command.ExecuteScalarAsync(cancel))!;
        MigrationPlan.RequireComplete(known, any ? await AppliedAsync(connection, cancel) : []);
    }

    async Task<Migrated> RunMissingAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await ExecuteAsync(
            connection,
            $"""
            CREATE TABLE IF NOT EXISTS {table}
              (number int PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), needs int NOT NULL DEFAULT 0);
            ALTER TABLE {table} ADD COLUMN IF NOT EXISTS needs int NOT NULL DEFAULT 0;
            """,
            cancel);
        var applied = await AppliedAsync(connection, cancel);
        var missing = MigrationPlan.Missing(known, applied);
        var oldest = applied.Select(a => a.Needs).Append(0).Max();
        var ran = new List<string>();
        foreach (var migration in missing)
        {
            var older = migration.IsContract && !contractNow ? await PostgresNews.CountAsync(connection, oldest, migration.Needs, cancel) : 0;
            if (older > 0)
            {
                var waits = $"Migration {migration.Name} waits: servers below level {migration.Needs} still use the database ({older}).";
                return migration == missing[^1] ? new Migrated(ran, waits) : throw new StoreRefusedException(
                    waits + $" {missing[^1].Name} comes after it, and this program needs that. Stop those servers, or shut them out with 'arbiter migrate --contract'.");
            }

            await ApplyInTurnAsync(connection, migration, cancel);
            oldest = Math.Max(oldest, migration.Needs);
            ran.Add(migration.Description);
        }

        return new Migrated(ran, null);
    }

    /// <summary>An expansion that does not get its locks steps back, and lets those pass who wait behind it.</summary>
    async Task ApplyInTurnAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ApplyAsync(connection, migration, cancel);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable && attempt * LockAttemptSeconds < LockSeconds)
            {
                await ExecuteAsync(connection, "SELECT pg_sleep(0.2)", cancel);
            }
        }
    }

    async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Whoever has looked at the level in a transaction of its own is through with it then, and whoever looks later finds the new one: nobody who is shut out is still writing.
        if (migration.IsContract) await ExecuteAsync(connection, "LOCK TABLE log_head IN ACCESS EXCLUSIVE MODE", cancel);
        else await ExecuteAsync(connection, $"SET LOCAL lock_timeout = '{LockAttemptSeconds}s'", cancel);
        await ExecuteAsync(connection, migration.Sql, cancel, migration.IsContract ? LockSeconds : ExpandSeconds);
        await using var record = new NpgsqlCommand($"INSERT INTO {table} (number, name, sha256, needs) VALUES ($1, $2, $3, $4)", connection)
        {
            Parameters =
            {
                new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Sha256 }, new() { Value = migration.Needs },
            },
        };
        await record.ExecuteNonQueryAsync(cancel);
        // The level of the database is that of its main part.
        if (migration.Needs > 0 && table == Main) await ExecuteAsync(connection, $"UPDATE log_head SET oldest = greatest(oldest, {migration.Needs})", cancel);
        await transaction.CommitAsync(cancel);
    }

    async Task<IReadOnlyList<AppliedMigration>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT number, name, sha256, needs FROM {table} ORDER BY number", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var applied = new List<AppliedMigration>();
        while (await reader.ReadAsync(cancel)) applied.Add(new AppliedMigration(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3)));
        return applied;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel, int seconds = LockSeconds)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = seconds };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
