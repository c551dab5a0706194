using System.Runtime.CompilerServices;
using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Sqlite;

/// <summary>
/// The journal in one file. One connection writes, under a gate: appends come one at a time, forgetting and checkpoints between them. Reads have their own
/// connections and are not held up by writing.
/// </summary>
sealed class SqliteJournal(string path, SqliteReaders readers, TimeProvider time, StoreOptions options, bool readOnly) : IJournal
{
    const int KeysPerPage = 4096;

    readonly SemaphoreSlim gate = new(1);
    SqliteDatabase? writer;

    /// <summary>Where the log ends. Nobody else writes, so it need not be asked for.</summary>
    LogHead? head;

    public bool IsShared => false;

    public async Task<(LogHead Head, Reference Reference)> OpenAsync(CancellationToken cancel)
    {
        if (readOnly) return await readers.ReadAsync(d => (Head(d), SqliteReference.Load(d)), cancel);
        return await ExclusiveAsync(
            () =>
            {
                Drop();
                writer = SqliteDatabase.OpenWriter(path);
                head = Head(writer);
                return ValueTask.FromResult((head, SqliteReference.Load(writer)));
            },
            cancel);
    }

    public Task<Loaded> LoadAsync(LoadRequest request, CancellationToken cancel) =>
        request.IsEmpty ? Task.FromResult(new Loaded()) : readers.ReadAsync(d => SqliteLoader.Load(d, request), cancel);

    public Task<Appended> AppendAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase, CancellationToken cancel)
    {
        if (head is not { } known) throw NotOpen();
        return batch.IsEmpty && batch.Expected.Seq == known.Seq
            ? Task.FromResult(new Appended(known, []))
            : ExclusiveAsync(() => WriteAsync(batch, rebase), cancel);
    }

    public Task<LogHead> HeadAsync(CancellationToken cancel) => head is { } known ? Task.FromResult(known) : readers.ReadAsync(Head, cancel);

    /// <summary>Nobody else serves the file.</summary>
    public Task<bool> TakeDutyAsync(string duty, TimeSpan during, CancellationToken cancel) => Task.FromResult(true);

    public async Task<IReadOnlyList<LogRecord>> ReadAsync(long after, int limit, CancellationToken cancel) =>
        await readers.ReadAsync(d => Records(d, after, limit), cancel);

    public async IAsyncEnumerable<IReadOnlyList<CustomerKey>> ReadKeysAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var page = await readers.ReadAsync(d => Keys(d, null), cancel);
        while (page is [.., var last])
        {
            yield return page;
            page = await readers.ReadAsync(d => Keys(d, last), cancel);
        }
    }

    public Task<Reference> LoadReferenceAsync(CancellationToken cancel) => readers.ReadAsync(SqliteReference.Load, cancel);

    public async Task<IReadOnlyList<CustomerId>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancel) => await readers.ReadAsync(
        d => SqliteRows.List(
            d.Use("SELECT id FROM customers WHERE protected_until <= ? ORDER BY protected_until LIMIT ?").Add(now).Add(limit),
            row => new CustomerId(row.Guid(0))),
        cancel);

    public Task<int> ForgetRequestsAsync(DateTimeOffset now, int limit, CancellationToken cancel) => WriteAsync(
        d => d.Use("DELETE FROM requests WHERE (caller, key) IN (SELECT caller, key FROM requests WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)")
            .Add(now).Add(limit).Run(),
        cancel);

    public Task WaitForNewsAsync(TimeSpan atMost, CancellationToken cancel) => Task.Delay(atMost, time, cancel);

    public Task IgnoreNewsAsync(TimeSpan during, CancellationToken cancel) => Task.Delay(during, time, cancel);

    /// <summary>Runs one small write of its own, between appends.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteDatabase, T> write, CancellationToken cancel) =>
        ExclusiveAsync(() => ValueTask.FromResult(write(writer ?? throw NotOpen())), cancel);

    public async ValueTask DisposeAsync()
    {
        // May come twice: from whoever stops in order, and from the container that made it. The gate holds nothing that had to be given back.
        await gate.WaitAsync();
        Drop();
        gate.Release();
    }

    async ValueTask<Appended> WriteAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase)
    {
        var database = writer ?? throw NotOpen();
        var before = head ?? throw NotOpen();
        if (batch.Expected.Seq != before.Seq) batch = await RebasedAsync(database, before, batch, rebase);
        if (batch.IsEmpty) return new Appended(before, []);

        var records = Sealing.Seal(before, batch);
        try
        {
            database.Execute("BEGIN IMMEDIATE");
            SqliteWriter.Write(database, before, batch, records);
            database.Execute("COMMIT");
        }
        catch (FencedException)
        {
            database.Rollback();
            throw;
        }
        catch
        {
            // Nobody knows what is on the disk now: it has to be opened and read again.
            Drop();
            throw;
        }

        head = records is [.., var last] ? new LogHead(last.Seq, last.Hash) : before;
        return new Appended(head, records);
    }

    async ValueTask<Batch> RebasedAsync(
        SqliteDatabase database, LogHead current, Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase)
    {
        if (batch.Expected.Seq > current.Seq) throw new InvalidOperationException("The log is shorter than it was: the database was restored, or is another one.");
        var tail = Records(database, batch.Expected.Seq, options.MaxTail + 1);
        if (tail.Count > options.MaxTail)
            throw new InvalidOperationException($"This process is more than {options.MaxTail} events behind the log; it has to begin again.");
        var rebased = await rebase(tail);
        return rebased.Expected.Seq == current.Seq
            ? rebased
            : throw new InvalidOperationException($"The batch was rebased on {rebased.Expected.Seq}, but the log ends at {current.Seq}.");
    }

    /// <summary>Holds the writing connection. On a thread of the pool: SQLite's calls block until the disk has the data.</summary>
    async Task<T> ExclusiveAsync<T>(Func<ValueTask<T>> work, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            return await Task.Run(async () => await work(), CancellationToken.None);
        }
        finally
        {
            gate.Release();
        }
    }

    void Drop()
    {
        head = null;
        writer?.Dispose();
        writer = null;
    }

    /// <summary>Read to its end: a statement left at its row keeps its snapshot, on which the writer could not write once a migration beside it has been committed.</summary>
    static LogHead Head(SqliteDatabase database) =>
        SqliteRows.List(database.Use("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1"), row => new LogHead(row.Long(0), row.Bytes(1))) is [var last]
            ? last
            : LogHead.Empty;

    static List<LogRecord> Records(SqliteDatabase database, long after, int limit) => SqliteRows.List(
        database.Use($"SELECT {SqliteRows.RecordColumns} FROM events WHERE seq > ? ORDER BY seq LIMIT ?").Add(after).Add(limit), SqliteRows.Record);

    /// <summary>In the order of the table, so that each page is one walk along it.</summary>
    static List<CustomerKey> Keys(SqliteDatabase database, CustomerKey? after) => SqliteRows.List(
        database.Use("SELECT value, kind, scope FROM keys WHERE (value, kind, scope) > (?, ?, ?) ORDER BY value, kind, scope LIMIT ?")
            .Add(after?.Value ?? "").Add((long)(after?.Kind ?? 0)).Add(after?.Scope.Value ?? "").Add(KeysPerPage),
        row => new CustomerKey(new Scope(row.Text(2)), (IdentifierKind)row.Int(1), row.Text(0)));

    static InvalidOperationException NotOpen() => new("The journal is not open: it has to be opened (again) first.");
}
