using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>
/// The index of trigrams (pg_trgm, GIN): made at the start of a server where the role may, and where the database's LC_CTYPE knows letters beyond ASCII; in a
/// database whose LC_CTYPE is C a Chinese name has no trigrams at all. Where it cannot be had, names are found by their beginning.
/// </summary>
sealed class PostgresTrigrams(NpgsqlDataSource pool, bool readOnly)
{
    /// <summary>Processes that start together make it one after another.</summary>
    const long LockKey = 0x6172_6269_7472_676D;

    const int IndexSeconds = 600;

    volatile bool available;

    /// <summary>False until <see cref="PrepareAsync"/> found it usable.</summary>
    public bool Available => available;

    /// <summary>Null when names are found by trigrams, else why they are not.</summary>
    public async Task<string?> PrepareAsync(CancellationToken cancel)
    {
        await using var connection = await pool.OpenConnectionAsync(cancel);
        string? why;
        if (readOnly) why = await WhyNotAsync(connection, cancel);
        else
        {
            await RunAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancel);
            try
            {
                why = await TryAsync(connection, "CREATE EXTENSION IF NOT EXISTS pg_trgm", cancel) ?? await WhyNotAsync(connection, cancel);
                // Written at once instead of to a list that every search would have to read.
                why ??= await TryAsync(
                    connection, "CREATE INDEX IF NOT EXISTS names_trigrams ON names USING gin (whole gin_trgm_ops) WITH (fastupdate = off)", cancel);
            }
            finally
            {
                await RunAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
            }
        }

        available = why is null;
        return why is null ? null : $"Similar company names are found by their first two characters only: {why}";
    }

    /// <summary>Asks for what is needed: a Chinese name that is similar to another.</summary>
    static async Task<string?> WhyNotAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT '云帆科技'::text % '云帆科枝'::text", connection);
            return await command.ExecuteScalarAsync(cancel) is true
                ? null
                : "the database's LC_CTYPE has no letters beyond ASCII. Create the database with a UTF-8 locale, such as LC_CTYPE 'C.UTF-8'.";
        }
        catch (PostgresException e)
        {
            return $"the extension pg_trgm is not there, or in a schema that is not searched ({e.SqlState}). Have an administrator run CREATE EXTENSION pg_trgm, and restart.";
        }
    }

    static async Task<string?> TryAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        try
        {
            await RunAsync(connection, sql, cancel);
            return null;
        }
        catch (PostgresException e)
        {
            return $"the extension pg_trgm cannot be used ({e.SqlState}). Have an administrator run CREATE EXTENSION pg_trgm in this database, and restart.";
        }
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = IndexSeconds };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
