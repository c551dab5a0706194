using System.Runtime.InteropServices;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Engine.Journal;
using Arbiter.Storage.Rows;

namespace Arbiter.Storage.Sqlite;

/// <summary>Writes the rows of a batch, inside the transaction that the journal holds. Every row is fenced, as on PostgreSQL.</summary>
static class SqliteWriter
{
    public static void Write(SqliteDatabase database, LogHead head, Batch batch, LogRecord[] records)
    {
        var firstSeq = head.Seq + 1;
        foreach (var record in records) Event(database, record);
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(batch.Customers)) Customer(database, row, firstSeq + row.LastEvent);
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(batch.Conflicts)) Conflict(database, row, firstSeq + row.LastEvent);
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(batch.Claimants)) Claimant(database, row, firstSeq + row.LastEvent);
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(batch.Keys)) Key(database, row);
        foreach (var row in batch.NetMarks().Where(m => m.Customer is not null)) Mark(database, row);
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(batch.Mentions)) Mention(database, row);
        // Place −1 is the head before the batch.
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(batch.Requests)) Request(database, row, firstSeq + row.LastEvent);
        SqliteReference.Write(database, batch);
    }

    static void Event(SqliteDatabase database, LogRecord record)
    {
        var insert = database.Use("INSERT INTO events (seq, prev, at, customer_id, type, actor, payload, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .Add(record.Seq).Add(record.Prev).Add(record.At);
        if (record.Customer is { } customer) insert.Add(customer.Value);
        else insert.AddNull();
        insert.Add(record.Type).Add(record.Actor).Add(record.Payload).Add(record.Hash.AsSpan());
        Fence(insert.TryInsert(), "events");
    }

    static void Customer(SqliteDatabase database, in CustomerRow row, long version)
    {
        var state = row.State;
        if (row.Expected == 0)
        {
            var insert = database.Use(
                "INSERT INTO customers (id, scope, version, last_at, owner, owned_since, protected_until, claimable_from, epoch, key_count, opportunity, former_owners, ties) "
                + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .Add(state.Id.Value).Add(state.Scope.Value);
            Fence(Fields(insert).TryInsert(), "customers");
        }
        else
        {
            var update = Fields(database.Use(
                "UPDATE customers SET version = ?, last_at = ?, owner = ?, owned_since = ?, protected_until = ?, claimable_from = ?, epoch = ?, key_count = ?, "
                + "opportunity = ?, former_owners = ?, ties = ? WHERE id = ? AND version = ?"));
            Fence(update.Add(state.Id.Value).Add(row.Expected).Run() == 1, "customers");
        }

        Statement Fields(Statement statement) => statement
            .Add(version).Add(state.LastAt).Add(state.Ownership?.Rep.Value).Add(state.Ownership?.Since).Add(state.Ownership?.ProtectedUntil)
            .Add(state.ClaimableFrom).Add(state.Epoch).Add(state.KeyCount).Add((long)state.Opportunity).Add(StateJson.Write(state.FormerOwners))
            .Add(TiesJson.Write(state.Ties));
    }

    static void Conflict(SqliteDatabase database, in ConflictRow row, long version)
    {
        var state = row.State;
        if (row.Expected == 0)
        {
            var insert = database.Use(
                "INSERT INTO conflicts (customer_id, epoch, scope, opened_at, version, last_at, closed_at, closed_by, holder, other_attempts, parties) "
                + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .Add(state.Id.Customer.Value).Add(state.Id.Epoch).Add(row.Scope.Value).Add(state.OpenedAt);
            Fence(Fields(insert).TryInsert(), "conflicts");
        }
        else
        {
            var update = Fields(database.Use(
                "UPDATE conflicts SET version = ?, last_at = ?, closed_at = ?, closed_by = ?, holder = ?, other_attempts = ?, parties = ? "
                + "WHERE customer_id = ? AND epoch = ? AND version = ?"));
            Fence(update.Add(state.Id.Customer.Value).Add(state.Id.Epoch).Add(row.Expected).Run() == 1, "conflicts");
        }

        Statement Fields(Statement statement)
        {
            statement.Add(version).Add(state.LastAt).Add(state.ClosedAt);
            if (state.ClosedBy is { } rule) statement.Add((long)rule);
            else statement.AddNull();
            return statement.Add(state.Holder?.Value).Add(state.OtherAttempts).Add(StateJson.Write(state.Parties));
        }
    }

    static void Claimant(SqliteDatabase database, in ClaimantRow row, long version)
    {
        var state = row.State;
        var done = row.Expected == 0
            ? database.Use("INSERT INTO claimants (scope, rep, version, holdings, day, claims_today, look_ups_today) VALUES (?, ?, ?, ?, ?, ?, ?)")
                .Add(state.Id.Scope.Value).Add(state.Id.Rep.Value).Add(version).Add(state.Holdings).Add(state.Day).Add(state.ClaimsToday).Add(state.LookUpsToday).TryInsert()
            : database.Use("UPDATE claimants SET version = ?, holdings = ?, day = ?, claims_today = ?, look_ups_today = ? WHERE scope = ? AND rep = ? AND version = ?")
                .Add(version).Add(state.Holdings).Add(state.Day).Add(state.ClaimsToday).Add(state.LookUpsToday)
                .Add(state.Id.Scope.Value).Add(state.Id.Rep.Value).Add(row.Expected).Run() == 1;
        Fence(done, "claimants");
    }

    static void Key(SqliteDatabase database, in KeyRow row) => Fence(
        database.Use("INSERT INTO keys (value, kind, scope, customer_id) VALUES (?, ?, ?, ?)")
            .Add(row.Key.Value).Add((long)row.Key.Kind).Add(row.Key.Scope.Value).Add(row.Customer.Value).TryInsert(),
        "keys");

    /// <summary>Marks of keys that nobody has are part of the reference; see <see cref="SqliteReference"/>.</summary>
    static void Mark(SqliteDatabase database, in KeyMark row) => Fence(
        database.Use(
            "UPDATE keys SET shared = ?, dismissed_others = nullif(?, 0) WHERE value = ? AND kind = ? AND scope = ? AND customer_id = ? "
            + "AND shared = ? AND coalesce(dismissed_others, 0) = ?")
            .Add(row.After.Marked ? 1L : 0L).Add(row.After.DismissedAt)
            .Add(row.Key.Value).Add((long)row.Key.Kind).Add(row.Key.Scope.Value).Add(row.Customer!.Value.Value)
            .Add(row.Before.Marked ? 1L : 0L).Add(row.Before.DismissedAt).Run() == 1,
        "keys");

    static void Mention(SqliteDatabase database, in Mention row)
    {
        var added = database.Use("INSERT OR IGNORE INTO mentions (value, kind, scope, customer_id, elsewhere) VALUES (?, ?, ?, ?, ?)")
            .Add(row.Key.Value).Add((long)row.Key.Kind).Add(row.Key.Scope.Value).Add(row.Customer.Value).Add(row.Elsewhere ? 1L : 0L).Run();
        if (added == 1) TrimMentions(database, row.Key);
    }

    /// <summary>Keeps the newest customers of a key: where there are fewer than may be, the inner query finds nothing, and nothing is less than that.</summary>
    static void TrimMentions(SqliteDatabase database, CustomerKey key) => database
        .Use(
            "DELETE FROM mentions WHERE value = ?1 AND kind = ?2 AND scope = ?3 AND customer_id < ("
            + $"SELECT customer_id FROM mentions WHERE value = ?1 AND kind = ?2 AND scope = ?3 ORDER BY customer_id DESC LIMIT 1 OFFSET {Limits.MentionsPerKey - 1})")
        .Add(key.Value).Add((long)key.Kind).Add(key.Scope.Value).Run();

    static void Request(SqliteDatabase database, in RequestRow row, long seq) => Fence(
        database.Use("INSERT INTO requests (caller, key, digest, seq, expires_at, outcome) VALUES (?, ?, ?, ?, ?, ?)")
            .Add(row.Key.Caller).Add(row.Key.Key).Add(Digests.ToGuid(row.Digest)).Add(seq).Add(row.ExpiresAt).Add(row.Outcome).TryInsert(),
        "requests");

    static void Fence(bool asExpected, string table)
    {
        if (!asExpected) throw new FencedException(table);
    }
}
