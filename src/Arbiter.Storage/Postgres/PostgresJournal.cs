using System.Data;
using System.Runtime.CompilerServices;
using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Arbiter.Storage.Schema;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>The journal on PostgreSQL. One connection appends, one loads, one listens; the rest goes through the pool.</summary>
sealed class PostgresJournal(
    NpgsqlDataSource dedicated, NpgsqlDataSource pool, PostgresPrimary primary, TimeProvider time, StoreOptions options, SchemaLevel level, bool readOnly) : IJournal
{
    const int KeysPerPage = 4096;

    readonly WriterThread thread = new("arbiter appends");
    readonly PostgresNews news = new(dedicated, time, level.Known);
    readonly Guid me = Guid.NewGuid();
    PostgresWriter? writer;
    PostgresLoader? loader;

    /// <summary>The latest timeline that was seen when the connections were made: they lead to a server of that one, or of a later one.</summary>
    long openedAt;

    public bool IsShared => true;

    public bool IsContended => writer is { IsCautious: true };

    public async Task<(LogHead Head, Reference Reference)> OpenAsync(CancellationToken cancel)
    {
        await DropAsync();
        try
        {
            await primary.LookAroundAsync(cancel);
            // Connections of before are broken, or lead to what is the primary no longer.
            pool.Clear();
            return await ConnectAsync(cancel);
        }
        catch (Exception e) when (Unusable(e) is { } why)
        {
            throw why;
        }
    }

    public async Task<LogHead> HeadAsync(CancellationToken cancel)
    {
        RequireStillPrimary();
        await using var connection = await pool.OpenConnectionAsync(cancel);
        return await HeadAsync(connection, cancel);
    }

    public async Task<bool> TakeDutyAsync(string duty, TimeSpan during, CancellationToken cancel)
    {
        await using var command = pool.CreateCommand(
            """
            INSERT INTO duties AS d (name, holder, until) SELECT $1, $2, clock_timestamp() + $3 WHERE arbiter_require($4)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE d.holder = excluded.holder OR d.until <= clock_timestamp()
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = duty });
        command.Parameters.Add(new NpgsqlParameter { Value = me });
        command.Parameters.Add(new NpgsqlParameter { Value = during });
        command.Parameters.Add(new NpgsqlParameter { Value = level.Known });
        return await command.ExecuteNonQueryAsync(cancel) > 0;
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
        RequireStillPrimary();
        try
        {
            return await thread.RunAsync(() => current.Append(batch, Wait));
        }
        catch (Exception e)
        {
            var known = e is ClockSkewException or FencedException or OutdatedException ? e : PostgresFaults.Translate(e);
            // Ours are certain and leave the connection in order; after anything else nobody knows what was written.
            if (known is not (FencedException or UnstorableException or ClockSkewException or OutdatedException) && Interlocked.CompareExchange(ref writer, null, current) == current)
                await current.DisposeAsync();
            if (known is not null) throw known;
            throw;
        }

        // The engine answers on a thread of its own.
        Batch Wait(IReadOnlyList<LogRecord> tail) => rebase(tail).AsTask().GetAwaiter().GetResult();
    }

    public async Task<IReadOnlyList<LogRecord>> ReadAsync(long after, int limit, CancellationToken cancel) => await RecordsAsync(after, limit, cancel);

    /// <summary>Not by a range of positions, as the tail is read under the lock: a log with a hole, however long, would seem to end there.</summary>
    async Task<List<LogRecord>> RecordsAsync(long after, int limit, CancellationToken cancel)
    {
        await using var command = pool.CreateCommand($"SELECT {PostgresRows.RecordColumns} FROM arbiter_events($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var records = new List<LogRecord>();
        while (await reader.ReadAsync(cancel)) records.Add(PostgresRows.Record(reader));
        return records;
    }

    public async Task<IReadOnlyList<LogRecord>> TailAsync(long after, int limit, CancellationToken cancel)
    {
        RequireStillPrimary();
        var tail = await BatchesAsync(after, limit, cancel);
        // By a range of positions a log with a hole would seem to end there.
        if (tail.Count == 0) tail = await RecordsAsync(after, limit, cancel);
        var keys = new Dictionary<CustomerId, List<CustomerKey>>();
        Guid[] customers = [.. tail.Where(PostgresTail.MayBind).Select(r => r.Customer!.Value.Value).Distinct()];
        if (customers.Length > 0)
        {
            await using var command = pool.CreateCommand(PostgresTail.KeysOf);
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = customers });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel)) PostgresTail.TakeKey(reader, keys);
        }

        PostgresTail.Tell(tail, keys);
        return tail;
    }

    /// <summary>As they are stored, which PostgreSQL gives away for a fifth of what taking them apart costs it.</summary>
    async Task<List<LogRecord>> BatchesAsync(long after, int limit, CancellationToken cancel)
    {
        await using var command = pool.CreateCommand(PostgresTail.Batches(limit));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var records = new List<LogRecord>();
        while (await reader.ReadAsync(cancel)) PostgresRows.AddRecords(reader, after, records);
        if (records.Count > limit) records.RemoveRange(limit, records.Count - limit);
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
            "DELETE FROM requests WHERE ctid = ANY (ARRAY(SELECT ctid FROM requests WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)) AND expires_at <= $1 AND (SELECT arbiter_require($3))");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = level.Known });
        return await command.ExecuteNonQueryAsync(cancel);
    }

    public Task WaitForNewsAsync(TimeSpan atMost, CancellationToken cancel) => news.WaitAsync(atMost, cancel);

    public Task IgnoreNewsAsync(TimeSpan during, CancellationToken cancel) => news.IgnoreAsync(during, cancel);

    public async ValueTask DisposeAsync()
    {
        await DropAsync();
        await news.DisposeAsync();
        thread.Dispose();
    }

    async Task<(LogHead Head, Reference Reference)> ConnectAsync(CancellationToken cancel)
    {
        await using var connection = await pool.OpenConnectionAsync(cancel);
        await primary.RequireAsync(connection);
        Volatile.Write(ref openedAt, primary.Timeline);
        await RequireSchemaAsync(connection, cancel);
        if (!readOnly)
        {
            writer = await PostgresWriter.OpenAsync(dedicated, time, options, level.Known, cancel);
            news.OwnProcessId = writer.ProcessId;
            var opened = writer;
            news.OnOthers = others => opened.OthersListen = others;
            news.Renew();
        }

        loader = new PostgresLoader(await PostgresSession.OpenAsync(dedicated, cancel));
        var warned = false;
        connection.Notice += Warned;
        try
        {
            // One snapshot: the reference is the one at this head.
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
            var head = await HeadAsync(connection, cancel);
            var reference = await PostgresReference.LoadAsync(connection, cancel);
            if (!readOnly) await EmitAsync(connection, cancel);
            await transaction.CommitAsync(cancel);
            return warned ? throw new UnconfirmedCommitException() : (head, reference);
        }
        finally
        {
            connection.Notice -= Warned;
        }

        void Warned(object sender, NpgsqlNoticeEventArgs notice) => warned |= notice.Notice.InvariantSeverity == "WARNING";
    }

    /// <summary>Asked with all that the engine does all the time. Costs a comparison, and every few seconds a question to each host, beside it.</summary>
    void RequireStillPrimary()
    {
        primary.LookAroundNowAndThen();
        primary.RequireStill(Volatile.Read(ref openedAt));
    }

    /// <summary>A server that starts is not to decide before the migrations that it needs were run, and one that reconnects may find an older copy.</summary>
    async Task RequireSchemaAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(number), 0) FROM migrations", connection);
        if ((int)(await command.ExecuteScalarAsync(cancel))! is var last && last < level.Required) throw new SchemaLacksException(level.Required);
    }

    /// <summary>
    /// Something to commit. Where a standby has to confirm commits, it confirms with this one all that was read before: nothing is decided on what a fail-over could
    /// still take away, as after a crash of the primary in the middle of a commit.
    /// </summary>
    static async Task EmitAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT pg_logical_emit_message(true, 'arbiter', '')", connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    async Task<LogHead> HeadAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT seq, hash, oldest FROM log_head", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var oldest = reader.GetInt32(2);
        return oldest > level.Known ? throw new OutdatedException(oldest) : new LogHead(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
    }

    /// <summary>With several hosts, Npgsql wraps why it likes none of them.</summary>
    static Exception? Unusable(Exception e) => e switch
    {
        UnusableStoreException => null,
        AggregateException many => many.InnerExceptions.Select(Found).FirstOrDefault(found => found is not null),
        _ => e.InnerException is { } inner ? Found(inner) : null,
    };

    static Exception? Found(Exception e) => e is UnusableStoreException ? e : Unusable(e);

    async Task DropAsync()
    {
        if (Interlocked.Exchange(ref writer, null) is { } oldWriter) await oldWriter.DisposeAsync();
        if (Interlocked.Exchange(ref loader, null) is { } oldLoader) await oldLoader.DisposeAsync();
    }

    static InvalidOperationException NotOpen() => new("The journal is not open: it has to be opened (again) first.");
}
