using System.Net.Sockets;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>
/// Listens for appends of other processes, on a connection of its own. Only a hint to look sooner: when the connection is gone, the wait just lasts its time.
/// Whoever listens holds a shared advisory lock, so that a process that is alone need not notify, and is not woken by its own.
/// </summary>
sealed class PostgresNews(NpgsqlDataSource source, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Any number that nothing else in the database uses.</summary>
    const int ListenersLock = 728_301;

    readonly SemaphoreSlim gate = new(1);
    NpgsqlConnection? connection;
    bool heard;

    /// <summary>The backend whose notifications are this process's own.</summary>
    public int OwnProcessId { get; set; }

    /// <summary>Hears, with each wait, whether other processes listen.</summary>
    public Action<bool> OnOthers { get; set; } = _ => { };

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancel)
    {
        var until = time.GetUtcNow() + atMost;
        if (!await gate.WaitAsync(atMost, cancel)) return;
        try
        {
            await ListenAsync(until, cancel);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or InvalidOperationException && !cancel.IsCancellationRequested)
        {
            await CloseAsync();
            if (until - time.GetUtcNow() is { Ticks: > 0 } rest) await Task.Delay(rest, time, cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        gate.Dispose();
    }

    async Task ListenAsync(DateTimeOffset until, CancellationToken cancel)
    {
        connection ??= await OpenAsync(cancel);
        OnOthers(await OthersListenAsync(connection, cancel));
        while (!heard && until - time.GetUtcNow() is { TotalMilliseconds: >= 1 } rest) await connection.WaitAsync(rest, cancel);
        heard = false;
    }

    static async Task<bool> OthersListenAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = {ListenersLock} AND objsubid = 1
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid())
            """,
            connection);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        var opened = await source.OpenConnectionAsync(cancel);
        try
        {
            // Set while one waits, read by the same: notifications come up from inside the wait.
            opened.Notification += (_, news) => heard |= news.PID != OwnProcessId;
            await using var command = new NpgsqlCommand($"LISTEN arbiter; SELECT pg_advisory_lock_shared({ListenersLock})", opened);
            await command.ExecuteNonQueryAsync(cancel);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    async Task CloseAsync()
    {
        var closing = Interlocked.Exchange(ref connection, null);
        if (closing is not null) await closing.DisposeAsync();
    }
}
