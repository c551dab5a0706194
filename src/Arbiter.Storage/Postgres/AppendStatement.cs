using Arbiter.Engine.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Arbiter.Storage.Postgres;

/// <summary>
/// The prepared call that writes one batch. Alone it is its own transaction: PostgreSQL commits when the message pipeline ends, in the same round trip.
/// With <c>commits</c> it ends the transaction that holds the lock on the head, in the same round trip too.
/// </summary>
sealed class AppendStatement : IAsyncDisposable
{
    readonly NpgsqlBatch command;
    readonly ArrayColumns columns;
    readonly NpgsqlParameter<long> expected;
    readonly NpgsqlParameter<long> seq;
    readonly NpgsqlParameter<byte[]> hash;
    readonly NpgsqlParameter<DateTimeOffset> now;
    readonly NpgsqlParameter<bool> notify;
    readonly EventColumns events;
    readonly CustomerColumns customers;
    readonly ConflictColumns conflicts;
    readonly ClaimantColumns claimants;
    readonly KeyColumns keys;
    readonly AbsentColumns absent;
    readonly AbsentRequestColumns absentRequests;
    readonly RequestColumns requests;
    readonly NpgsqlParameter<string?> mentions;
    readonly NpgsqlParameter<string?> reference;
    readonly TimeProvider time;

    AppendStatement(NpgsqlConnection connection, TimeProvider time, TimeSpan? maxSkew, int level, bool commits)
    {
        this.time = time;
        var call = new NpgsqlBatchCommand();
        columns = new ArrayColumns(call.Parameters);
        expected = columns.Single<long>(NpgsqlDbType.Bigint);
        seq = columns.Single<long>(NpgsqlDbType.Bigint);
        hash = columns.Single<byte[]>(NpgsqlDbType.Bytea);
        now = columns.Single<DateTimeOffset>(NpgsqlDbType.TimestampTz);
        var skew = columns.Single<TimeSpan>(NpgsqlDbType.Interval);
        skew.TypedValue = maxSkew ?? TimeSpan.FromDays(365_000);
        notify = columns.Single<bool>(NpgsqlDbType.Boolean);
        columns.Single<int>(NpgsqlDbType.Integer).TypedValue = level;
        // The order is that of the function's parameters.
        events = new EventColumns(columns);
        customers = new CustomerColumns(columns);
        conflicts = new ConflictColumns(columns);
        claimants = new ClaimantColumns(columns);
        keys = new KeyColumns(columns);
        absent = new AbsentColumns(columns);
        absentRequests = new AbsentRequestColumns(columns);
        requests = new RequestColumns(columns);
        mentions = columns.Single<string?>(NpgsqlDbType.Jsonb);
        reference = columns.Single<string?>(NpgsqlDbType.Jsonb);
        call.CommandText = $"SELECT arbiter_append({string.Join(", ", Enumerable.Range(1, call.Parameters.Count).Select(i => $"${i}"))})";
        command = new NpgsqlBatch(connection) { BatchCommands = { call } };
        if (commits) command.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
    }

    public static async Task<AppendStatement> PrepareAsync(
        NpgsqlConnection connection, TimeProvider time, TimeSpan? maxSkew, int level, bool commits, CancellationToken cancel)
    {
        var statement = new AppendStatement(connection, time, maxSkew, level, commits);
        await statement.command.PrepareAsync(cancel);
        return statement;
    }

    /// <summary>Writes the batch at <paramref name="head"/>, and lets other processes know when there are any; false when the log does not end there (any more).</summary>
    public bool Execute(LogHead head, Batch batch, LogRecord[] records, bool tellOthers)
    {
        try
        {
            notify.TypedValue = tellOthers;
            Fill(head, batch, records);
            using var reader = command.ExecuteReader();
            reader.Read();
            var written = reader.GetBoolean(0);
            // Only the end of all results says that the transaction was committed.
            while (reader.NextResult()) { }
            return written;
        }
        finally
        {
            columns.Clear();
        }
    }

    public ValueTask DisposeAsync() => command.DisposeAsync();

    void Fill(LogHead head, Batch batch, LogRecord[] records)
    {
        var firstSeq = head.Seq + 1;
        expected.TypedValue = head.Seq;
        seq.TypedValue = head.Seq + records.Length;
        hash.TypedValue = records.Length > 0 ? records[^1].Hash : head.Hash;
        now.TypedValue = time.GetUtcNow();
        events.Fill(records);
        customers.Fill(batch.Customers, firstSeq);
        conflicts.Fill(batch.Conflicts, firstSeq);
        claimants.Fill(batch.Claimants, firstSeq);
        keys.Fill(batch.Keys);
        absent.Fill(batch.Absent);
        absentRequests.Fill(batch.AbsentRequests);
        requests.Fill(batch.Requests, firstSeq);
        mentions.TypedValue = MentionsJson.Write(batch.Mentions);
        reference.TypedValue = ReferenceJson.Write(batch);
    }
}
