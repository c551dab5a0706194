using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>
/// The one connection that appends. First it tries its luck: one round trip that commits when nobody else wrote meanwhile. After it lost once, it takes the
/// lock on the head first (two round trips, but sure to succeed), until it has had the log to itself for a while.
/// </summary>
sealed class PostgresWriter : IAsyncDisposable
{
    /// <summary>So many appends in a row without another writer end the cautious way.</summary>
    const int QuietAppends = 8;

    readonly NpgsqlConnection connection;
    readonly AppendStatement alone;
    readonly AppendStatement locked;
    readonly NpgsqlBatch lockAndTail;
    readonly NpgsqlBatch lookAndTail;
    readonly StoreOptions options;
    readonly TimeProvider time;
    readonly int level;
    volatile int cautious;
    bool warned;

    PostgresWriter(NpgsqlConnection connection, AppendStatement alone, AppendStatement locked, TimeProvider time, StoreOptions options, int level)
    {
        this.time = time;
        this.level = level;
        this.connection = connection;
        this.alone = alone;
        this.locked = locked;
        this.options = options;
        // A commit whose standby did not confirm it in time ends with a warning, and not with an error.
        connection.Notice += (_, notice) => warned |= notice.Notice.InvariantSeverity == "WARNING";
        lockAndTail = new NpgsqlBatch(connection)
        {
            BatchCommands = { new("BEGIN"), new("SELECT seq, hash, clock_timestamp(), oldest FROM log_head FOR UPDATE"), SinceCommand(PostgresTail.Batches), SinceCommand(PostgresTail.Keys) },
        };
        lookAndTail = new NpgsqlBatch(connection)
        {
            BatchCommands = { new("SELECT seq, hash, clock_timestamp(), oldest FROM log_head"), SinceCommand(PostgresTail.Batches), SinceCommand(PostgresTail.Keys) },
        };
    }

    /// <summary>Other processes want to know of appends. Set by whoever listens for theirs.</summary>
    public bool OthersListen { get; set; } = true;

    /// <summary>Others write, too: the next append takes the lock on the head first.</summary>
    public bool IsCautious => cautious > 0;

    /// <summary>Tells this process's notifications from those of others.</summary>
    public int ProcessId => connection.ProcessID;

    public static async Task<PostgresWriter> OpenAsync(NpgsqlDataSource source, TimeProvider time, StoreOptions options, int level, CancellationToken cancel)
    {
        var connection = await PostgresSession.OpenAsync(source, cancel);
        try
        {
            var alone = await AppendStatement.PrepareAsync(connection, time, options.MaxClockSkew, level, commits: false, cancel);
            var locked = await AppendStatement.PrepareAsync(connection, time, null, level, commits: true, cancel);
            return new PostgresWriter(connection, alone, locked, time, options, level);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Appended Append(Batch batch, Func<IReadOnlyList<LogRecord>, Batch> rebase)
    {
        if (batch.IsEmpty)
        {
            var (head, tail) = Look(lookAndTail, batch);
            if (tail.Count == 0)
            {
                RequireAbsent(batch);
                return new Appended(head, []);
            }

            cautious = QuietAppends;
            batch = Rebased(rebase(tail), head);
            // What decided nothing new stands on the head that was just read, and that is later than the question.
            if (batch.IsEmpty)
            {
                RequireAbsent(batch);
                return new Appended(head, []);
            }
        }

        if (cautious == 0 && !batch.IsDraft && !batch.IsHearsay && TryAlone(batch) is { } appended) return appended;
        return AppendLocked(batch, rebase);
    }

    /// <summary>Null when somebody else wrote, or when the clocks seem to be apart: the locked way finds out whether they are, or this one was only slow.</summary>
    Appended? TryAlone(Batch batch)
    {
        try
        {
            var records = Sealing.Seal(batch.Expected, batch);
            if (Execute(alone, batch.Expected, batch, records)) return Done(batch.Expected, records);
        }
        catch (PostgresException e) when (PostgresFaults.Translate(e) is ClockSkewException)
        {
            // Refused before anything was written.
        }

        cautious = QuietAppends;
        return null;
    }

    bool Execute(AppendStatement statement, LogHead head, Batch batch, LogRecord[] records)
    {
        warned = false;
        var written = statement.Execute(head, batch, records, OthersListen);
        return warned ? throw new UnconfirmedCommitException() : written;
    }

    /// <summary>
    /// The log names neither keys nor requests, so that only their own rows can tell whether one came into being meanwhile. Asked after the head was read: what is absent
    /// now was absent then.
    /// </summary>
    void RequireAbsent(Batch batch)
    {
        if (batch.Absent.Count + batch.AbsentRequests.Count == 0) return;
        using var command = new NpgsqlCommand("SELECT arbiter_bound($1, $2, $3), arbiter_answered($4, $5)", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<short[]> { TypedValue = [.. batch.Absent.Select(k => (short)k.Kind)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. batch.Absent.Select(k => k.Scope.Value)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. batch.Absent.Select(k => k.Value)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. batch.AbsentRequests.Select(r => r.Caller)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. batch.AbsentRequests.Select(r => r.Key)] },
            },
        };
        using var reader = command.ExecuteReader();
        reader.Read();
        if (reader.GetInt64(0) != 0) throw new FencedException("keys");
        if (reader.GetInt64(1) != 0) throw new FencedException("requests");
    }

    public async ValueTask DisposeAsync()
    {
        await alone.DisposeAsync();
        await locked.DisposeAsync();
        await lockAndTail.DisposeAsync();
        await lookAndTail.DisposeAsync();
        await connection.DisposeAsync();
    }

    Appended AppendLocked(Batch batch, Func<IReadOnlyList<LogRecord>, Batch> rebase)
    {
        try
        {
            var (head, tail) = Look(lockAndTail, batch);
            cautious = tail.Count > 0 ? QuietAppends : Math.Max(0, cautious - 1);
            if (tail.Count > 0 || batch.IsDraft) batch = Rebased(rebase(tail), head);

            if (batch.IsEmpty)
            {
                Rollback();
                RequireAbsent(batch);
                return new Appended(head, []);
            }

            var records = Sealing.Seal(head, batch);
            if (!Execute(locked, head, batch, records))
                throw new InvalidOperationException("The head of the log moved while it was locked.");
            return Done(head, records);
        }
        catch (Exception e) when (e is PostgresException or ClockSkewException or OutdatedException)
        {
            // The server still talks to us: the connection is good once the transaction is over.
            Rollback();
            throw;
        }
    }

    /// <summary>Reads the head and what was written since the batch's, in one round trip; with <see cref="lockAndTail"/>, holding off all other writers.</summary>
    (LogHead Head, List<LogRecord> Tail) Look(NpgsqlBatch command, Batch batch)
    {
        foreach (var since in command.BatchCommands)
        {
            if (since.Parameters is [NpgsqlParameter<long> seq]) seq.TypedValue = batch.Expected.Seq;
        }

        var asked = time.GetUtcNow();
        using var reader = command.ExecuteReader();
        // BEGIN gives no rows and so is not seen here.
        reader.Read();
        var head = new LogHead(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
        var skew = Skew(asked, reader.GetFieldValue<DateTimeOffset>(2), time.GetUtcNow());
        var oldest = reader.GetInt32(3);
        var tail = new List<LogRecord>();
        reader.NextResult();
        while (reader.Read()) PostgresRows.AddRecords(reader, batch.Expected.Seq, tail);
        var keys = new Dictionary<CustomerId, List<CustomerKey>>();
        reader.NextResult();
        while (reader.Read()) PostgresTail.TakeKey(reader, keys);
        while (reader.NextResult()) { }

        if (oldest > level) throw new OutdatedException(oldest);
        Require(head, batch, tail, skew);
        PostgresTail.Tell(tail, keys);
        // Read after the head in a snapshot of its own, the unlocked tail may already be longer.
        return tail is [.., var last] ? (new LogHead(last.Seq, last.Hash), tail) : (head, tail);
    }

    void Require(LogHead head, Batch batch, List<LogRecord> tail, TimeSpan skew)
    {
        if (skew.Duration() > options.MaxClockSkew) throw new ClockSkewException(skew);
        if (head.Seq < batch.Expected.Seq)
            throw new InvalidOperationException("The log is shorter than it was: the database was restored, or is another one.");
        if (tail is [var first, ..] ? !HashChain.Follows(batch.Expected.Hash, first) : !head.IsSameAs(batch.Expected))
            throw new InvalidOperationException("The log does not go on from what was known of it: the database was restored, or is another one.");
        if (tail.Count > options.MaxTail)
            throw new InvalidOperationException($"This process is more than {options.MaxTail} events behind the log; it has to begin again.");
    }

    /// <summary>How far our clock is ahead of the database's at the least: an answer that took long, or waited for the lock, proves nothing.</summary>
    static TimeSpan Skew(DateTimeOffset asked, DateTimeOffset database, DateTimeOffset answered) =>
        database < asked ? asked - database : database > answered ? answered - database : TimeSpan.Zero;

    NpgsqlBatchCommand SinceCommand(Func<int, string> sql) => new(sql(options.MaxTail))
    {
        Parameters = { new NpgsqlParameter<long>() },
    };

    void Rollback()
    {
        using var command = new NpgsqlCommand("ROLLBACK", connection);
        command.ExecuteNonQuery();
    }

    static Batch Rebased(Batch batch, LogHead head) => batch.Expected.Seq == head.Seq
        ? batch
        : throw new InvalidOperationException($"The batch was rebased on {batch.Expected.Seq}, but the log ends at {head.Seq}.");

    static Appended Done(LogHead before, LogRecord[] records) =>
        new(records is [.., var last] ? new LogHead(last.Seq, last.Hash) : before, records);
}
