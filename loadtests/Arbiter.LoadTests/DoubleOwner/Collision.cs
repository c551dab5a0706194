using Arbiter.LoadTests.Processes;
using Npgsql;

namespace Arbiter.LoadTests.DoubleOwner;

/// <summary>
/// Lets two writers meet. A gate before a table's inserts holds each of them where a slow disk or a pause of a process would: it has decided, it is writing, and nothing
/// of it is committed. It changes no row and no order that could not have come about without it.
/// </summary>
sealed class Collision(string connectionString)
{
    const int Gate = 4_711;
    static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    /// <summary>Puts the gate before a table.</summary>
    public Task BuildGateAsync(string table, CancellationToken stop) => ThrowawayPostgres.ExecuteAsync(
        connectionString,
        $"""
        CREATE FUNCTION pass_gate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_advisory_xact_lock_shared({Gate});
          RETURN NEW;
        END $$;
        CREATE TRIGGER gate BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION pass_gate();
        """,
        stop);

    /// <summary>Starts both, waits until each stands in the middle of its write, and lets them go on.</summary>
    /// <exception cref="InvalidOperationException">They did not come to that point.</exception>
    public async Task<(T First, T Second)> MeetAsync<T>(Func<Task<T>> first, Func<Task<T>> second, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var keeper = await source.OpenConnectionAsync(stop);
        await RunAsync(keeper, $"SELECT pg_advisory_lock({Gate})", stop);
        Task<T> one, other;
        try
        {
            one = first();
            await WaitForWritersAsync(keeper, 1, one, stop);
            other = second();
            await WaitForWritersAsync(keeper, 2, other, stop);
        }
        finally
        {
            await RunAsync(keeper, $"SELECT pg_advisory_unlock({Gate})", stop);
        }
        return (await one, await other);
    }

    /// <summary>Runs a question for one number.</summary>
    public async Task<long> CountAsync(string sql, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var connection = await source.OpenConnectionAsync(stop);
        return (long)(await RunAsync(connection, sql, stop))!;
    }

    // Held at the gate, or behind a writer that is.
    static async Task WaitForWritersAsync(NpgsqlConnection keeper, int count, Task writing, CancellationToken stop)
    {
        const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        for (var until = DateTime.UtcNow + patience; (long)(await RunAsync(keeper, Waiting, stop))! < count; await Task.Delay(20, stop))
        {
            if (writing.IsCompleted || DateTime.UtcNow > until)
                throw new InvalidOperationException($"Writer {count} did not come to its write: the two cannot meet.");
        }
    }

    static async Task<object?> RunAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(stop);
    }
}
