using System.Data;
using System.Runtime.CompilerServices;
using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>The journal on PostgreSQL. One connection appends, one loads, one listens; the rest goes through the pool.</summary>
sealed class PostgresJournal(NpgsqlDataSource dedicated, NpgsqlDataSource pool, TimeProvider time, StoreOptions options, bool readOnly) : IJournal
{
    const int KeysPerPage = 4096;

    readonly WriterThread thread = new("arbiter appends");
    readonly PostgresNews news = new(dedicated, time);
    PostgresWriter? writer;
    PostgresLoader? loader;

    public bool IsShared => true;

    public async Task<(LogHead Head, Reference Reference)> OpenAsync(CancellationToken cancel)
    {
        await DropAsync();
        if (!readOnly)
        {
            writer = await PostgresWriter.OpenAsync(dedicated, time, options, cancel);
            news.OwnProcessId = writer.ProcessId;
            var opened = writer;
            news.OnOthers = others => opened.OthersListen = others;
        }

        loader = new PostgresLoader(await PostgresSession.OpenAsync(dedicated, cancel));
        await using var connection = await pool.OpenConnectionAsync(cancel);
        // One snapshot: the reference is the one at this head.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var head = await HeadAsync(connection, cancel);
        return (head, await PostgresReference.LoadAsync(connection, cancel));
    }

    public async Task<Loaded> LoadAsync(LoadRequest request, CancellationToken cancel)
    {
        var current = loader ?? throw NotOpen();
        try
        {
            return await current.LoadAsync(request, cancel);
        }
        catch (Exception e)
        {
            if (Interlocked.CompareExchange(ref loader, null, current) == current) await current.DisposeAsync();
            if (PostgresFaults.Translate(e) is { } known) throw known;
            throw;
        }
    }

    public async Task<Appended> AppendAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase, CancellationToken cancel)
    {
        var current = writer ?? throw NotOpen();
        try
        {
            return await thread.RunAsync(() => current.Append(batch, Wait));
        }
        catch (Exception e)
        {
            var known = e is ClockSkewException or FencedException ? e : PostgresFaults.Translate(e);
            // Ours are certain and leave the connection in order; after anything else nobody knows what was written.
            if (known is not (FencedException or ClockSkewException) && Interlocked.CompareExchange(ref writer, null, current) == current)
                await current.DisposeAsync();
            if (known is not null) throw known;
            throw;
        }

        // The engine answers on a thread of its own.
        Batch Wait(IReadOnlyList<LogRecord> tail) => rebase(tail).AsTask().GetAwaiter().GetResult();
    }

    public async Task<IReadOnlyList<LogRecord>> ReadAsync(long after, int limit, CancellationToken cancel)
    {
        await using var command = pool.CreateCommand($"SELECT {PostgresRows.RecordColumns} FROM events WHERE seq > $1 ORDER BY seq LIMIT $2");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var records = new List<LogRecord>();
        while (await reader.ReadAsync(cancel)) records.Add(PostgresRows.Record(reader));
        return records;
    }

    public async IAsyncEnumerable<IReadOnlyList<CustomerKey>> ReadKeysAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = pool.CreateCommand("SELECT scope, kind, value FROM keys");
        // Millions of rows take longer than any other question may.
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var page = new List<CustomerKey>(KeysPerPage);
        while (await reader.ReadAsync(cancel))
        {
            page.Add(new CustomerKey(new Scope(reader.GetString(0)), (IdentifierKind)reader.GetInt16(1), reader.GetString(2)));
            if (page.Count < KeysPerPage) continue;
            yield return page;
            page = new List<CustomerKey>(KeysPerPage);
        }

        yield return page;
    }

    public async Task<Reference> LoadReferenceAsync(CancellationToken cancel)
    {
        await using var connection = await pool.OpenConnectionAsync(cancel);
        return await PostgresReference.LoadAsync(connection, cancel);
    }

    public async Task<IReadOnlyList<CustomerId>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancel)
    {
        await using var command = pool.CreateCommand("SELECT id FROM customers WHERE protected_until <= $1 ORDER BY protected_until LIMIT $2");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var due = new List<CustomerId>();
        while (await reader.ReadAsync(cancel)) due.Add(new CustomerId(reader.GetGuid(0)));
        return due;
    }

    public async Task<int> ForgetRequestsAsync(DateTimeOffset now, int limit, CancellationToken cancel)
    {
        await using var command = pool.CreateCommand(
            "DELETE FROM requests WHERE ctid = ANY (ARRAY(SELECT ctid FROM requests WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)) AND expires_at <= $1");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await command.ExecuteNonQueryAsync(cancel);
    }

    public Task WaitForNewsAsync(TimeSpan atMost, CancellationToken cancel) => news.WaitAsync(atMost, cancel);

    public async ValueTask DisposeAsync()
    {
        await DropAsync();
        await news.DisposeAsync();
        thread.Dispose();
    }

    static async Task<LogHead> HeadAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT seq, hash FROM log_head", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new LogHead(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
    }

    async Task DropAsync()
    {
        if (Interlocked.Exchange(ref writer, null) is { } oldWriter) await oldWriter.DisposeAsync();
        if (Interlocked.Exchange(ref loader, null) is { } oldLoader) await oldLoader.DisposeAsync();
    }

    static InvalidOperationException NotOpen() => new("The journal is not open: it has to be opened (again) first.");
}
