using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>Opens a connection that the journal keeps to itself.</summary>
static class PostgresSession
{
    /// <summary>
    /// Plans are made once and kept. Made while the tables are still empty they would scan them, and go on doing so when there are millions of rows: so every
    /// way but the index is closed. Durability may be lowered for a whole database; not for a ruling (P2). Whoever stands still, or vanishes without a word,
    /// while it holds the lock on the log loses it soon: all the others wait for that lock (P10). Between two commands the server's own clock sees to that; in the middle of a
    /// pipeline, whose rest never comes, it does not run, and only the kernel finds out: by a question each second, and no answer in three.
    /// </summary>
    const string Settings = """
        SET plan_cache_mode = force_generic_plan;
        SET enable_seqscan = off;
        SET enable_hashjoin = off;
        SET enable_mergejoin = off;
        SET enable_bitmapscan = off;
        SET jit = off;
        SET idle_in_transaction_session_timeout = '2s';
        SET tcp_keepalives_idle = 1;
        SET tcp_keepalives_interval = 1;
        SET tcp_user_timeout = 3000;
        SET default_transaction_isolation = 'read committed';
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
        """;

    public static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        var connection = await source.OpenConnectionAsync(cancel);
        try
        {
            await using var command = new NpgsqlCommand(Settings, connection);
            await command.ExecuteNonQueryAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
