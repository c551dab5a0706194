using System.Net.Sockets;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>
/// Listens for appends of other processes, on a connection of its own. Only a hint to look sooner: when the connection is gone, the wait just lasts its time.
/// Every process holds a shared advisory lock with its level here, so that a contract sees whom it would shut out; and, while it wants to be told, a second one, so that nobody notifies
/// where nobody listens: not a process that is alone, and not several that all write so often that their own appends bring them what the others wrote.
/// </summary>
sealed class PostgresNews(NpgsqlDataSource source, TimeProvider time, int level) : IAsyncDisposable
{
    /// <summary>Any number that nothing else in the database uses. The level goes with it.</summary>
    const string UsersLock = "728301";

    /// <summary>The next one.</summary>
    const string ListenersLock = "728302";

    /// <summary>Whoever begins to listen hears of others' appends after so long at the latest.</summary>
    static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(0.9);

    readonly SemaphoreSlim gate = new(1);
    NpgsqlConnection? connection;
    bool listening;
    bool heard;
    volatile bool renew;
    long askedAt;

    /// <summary>The backend whose notifications are this process's own.</summary>
    public int OwnProcessId { get; set; }

    /// <summary>Hears, with each wait, whether other processes listen.</summary>
    public Action<bool> OnOthers { get; set; } = _ => { };

    /// <summary>Waits for news, at most so long.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancel) => WaitAsync(listen: true, atMost, cancel);

    /// <summary>Waits without wanting to be told.</summary>
    public Task IgnoreAsync(TimeSpan during, CancellationToken cancel) => WaitAsync(listen: false, during, cancel);

    async Task WaitAsync(bool listen, TimeSpan atMost, CancellationToken cancel)
    {
        var until = time.GetUtcNow() + atMost;
        if (!await gate.WaitAsync(atMost, cancel)) return;
        try
        {
            await PrepareAsync(listen, cancel);
            if (listen) await ListenAsync(until, cancel);
            else await RestAsync(until, cancel);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or InvalidOperationException && !cancel.IsCancellationRequested)
        {
            await CloseAsync();
            await RestAsync(until, cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The next wait listens on a new connection: where the journal was opened again, which may be another server.</summary>
    public void Renew() => renew = true;

    /// <summary>How many processes of these levels use the database now.</summary>
    public static async Task<long> CountAsync(NpgsqlConnection connection, int from, int below, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) {Holders(UsersLock)} AND objid >= $1 AND objid < $2", connection)
        {
            Parameters = { new() { Value = (long)from }, new() { Value = (long)below } },
        };
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        gate.Dispose();
    }

    async Task PrepareAsync(bool listen, CancellationToken cancel)
    {
        if (renew)
        {
            renew = false;
            await CloseAsync();
        }

        connection ??= await OpenAsync(cancel);
        if (listen != listening) await TurnAsync(connection, listen, cancel);
        // Looking through all locks costs more than a batch that tells nobody.
        if (askedAt != 0 && time.GetElapsedTime(askedAt) <= AskEvery) return;
        OnOthers(await OthersListenAsync(connection, cancel));
        askedAt = time.GetTimestamp();
    }

    async Task TurnAsync(NpgsqlConnection current, bool listen, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            listen ? $"LISTEN arbiter; SELECT pg_advisory_lock_shared({ListenersLock}, 0)" : $"UNLISTEN arbiter; SELECT pg_advisory_unlock_shared({ListenersLock}, 0)", current);
        await command.ExecuteNonQueryAsync(cancel);
        listening = listen;
    }

    async Task ListenAsync(DateTimeOffset until, CancellationToken cancel)
    {
        while (!heard && until - time.GetUtcNow() is { TotalMilliseconds: >= 1 } rest) await connection!.WaitAsync(rest, cancel);
        heard = false;
    }

    async Task RestAsync(DateTimeOffset until, CancellationToken cancel)
    {
        if (until - time.GetUtcNow() is { Ticks: > 0 } rest) await Task.Delay(rest, time, cancel);
    }

    static async Task<bool> OthersListenAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT EXISTS (SELECT {Holders(ListenersLock)})", connection);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    static string Holders(string shared) => $"""
        FROM pg_locks WHERE locktype = 'advisory' AND classid = {shared} AND objsubid = 2
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
        """;

    async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        var opened = await source.OpenConnectionAsync(cancel);
        try
        {
            // Set while one waits, read by the same: notifications come up from inside the wait.
            opened.Notification += (_, news) => heard |= news.PID != OwnProcessId;
            await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock_shared({UsersLock}, {level})", opened);
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
        askedAt = 0;
        listening = false;
        if (closing is not null) await closing.DisposeAsync();
    }
}
