using System.Net.Sockets;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>
/// Listens for appends of other processes, on a connection of its own. Only a hint to look sooner: when the connection is gone, the wait just lasts its time.
/// </summary>
sealed class PostgresNews(NpgsqlDataSource source, TimeProvider time) : IAsyncDisposable
{
    readonly SemaphoreSlim gate = new(1);
    NpgsqlConnection? connection;
    bool heard;

    /// <summary>The backend whose notifications are this process's own.</summary>
    public int OwnProcessId { get; set; }

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
        while (!heard && until - time.GetUtcNow() is { TotalMilliseconds: >= 1 } rest) await connection.WaitAsync(rest, cancel);
        heard = false;
    }

    async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        var opened = await source.OpenConnectionAsync(cancel);
        try
        {
            // Set while one waits, read by the same: notifications come up from inside the wait.
            opened.Notification += (_, news) => heard |= news.PID != OwnProcessId;
            await using var command = new NpgsqlCommand("LISTEN arbiter", opened);
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
