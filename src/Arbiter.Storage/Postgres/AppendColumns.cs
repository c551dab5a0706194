using System.Runtime.InteropServices;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Arbiter.Storage.Rows;
using NpgsqlTypes;

namespace Arbiter.Storage.Postgres;

/// <summary>The events of a batch, as <c>arbiter_append</c> takes them.</summary>
sealed class EventColumns(ArrayColumns columns)
{
    readonly List<long> prev = columns.Array<long>(NpgsqlDbType.Bigint);
    readonly List<DateTimeOffset> at = columns.Array<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    readonly List<Guid?> customer = columns.Array<Guid?>(NpgsqlDbType.Uuid);
    readonly List<string> type = columns.Array<string>(NpgsqlDbType.Text);
    readonly List<string> actor = columns.Array<string>(NpgsqlDbType.Text);
    readonly List<string> payload = columns.Array<string>(NpgsqlDbType.Text);
    readonly List<byte[]> hash = columns.Array<byte[]>(NpgsqlDbType.Bytea);

    public void Fill(LogRecord[] records)
    {
        foreach (var record in records)
        {
            prev.Add(record.Prev);
            at.Add(record.At);
            customer.Add(record.Customer?.Value);
            type.Add(record.Type);
            actor.Add(record.Actor);
            payload.Add(record.Payload);
            hash.Add(record.Hash);
        }
    }
}

/// <summary>The claimants of a batch.</summary>
sealed class ClaimantColumns(ArrayColumns columns)
{
    readonly Npgsql.NpgsqlParameter<int> created = columns.Single<int>(NpgsqlDbType.Integer);
    readonly List<string> scope = columns.Array<string>(NpgsqlDbType.Text);
    readonly List<string> rep = columns.Array<string>(NpgsqlDbType.Text);
    readonly List<long> expected = columns.Array<long>(NpgsqlDbType.Bigint);
    readonly List<long> version = columns.Array<long>(NpgsqlDbType.Bigint);
    readonly List<int> holdings = columns.Array<int>(NpgsqlDbType.Integer);
    readonly List<int> day = columns.Array<int>(NpgsqlDbType.Integer);
    readonly List<int> claimsToday = columns.Array<int>(NpgsqlDbType.Integer);
    readonly List<int> lookUpsToday = columns.Array<int>(NpgsqlDbType.Integer);

    public void Fill(List<ClaimantRow> rows, long firstSeq)
    {
        var fresh = 0;
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(rows))
        {
            if (row.Expected == 0) fresh++;
            scope.Add(row.State.Id.Scope.Value);
            rep.Add(row.State.Id.Rep.Value);
            expected.Add(row.Expected);
            version.Add(firstSeq + row.LastEvent);
            holdings.Add(row.State.Holdings);
            day.Add(row.State.Day);
            claimsToday.Add(row.State.ClaimsToday);
            lookUpsToday.Add(row.State.LookUpsToday);
        }

        created.TypedValue = fresh;
    }
}

/// <summary>The new keys of a batch.</summary>
sealed class KeyColumns(ArrayColumns columns)
{
    readonly List<Guid> customer = columns.Array<Guid>(NpgsqlDbType.Uuid);
    readonly List<short> kind = columns.Array<short>(NpgsqlDbType.Smallint);
    readonly List<string> scope = columns.Array<string>(NpgsqlDbType.Text);
    readonly List<string> value = columns.Array<string>(NpgsqlDbType.Text);

    public void Fill(List<KeyRow> rows)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(rows))
        {
            customer.Add(row.Customer.Value);
            kind.Add((short)row.Key.Kind);
            scope.Add(row.Key.Scope.Value);
            value.Add(row.Key.Value);
        }
    }
}

/// <summary>The keys that a batch relies on not to exist.</summary>
sealed class AbsentColumns(ArrayColumns columns)
{
    readonly List<short> kind = columns.Array<short>(NpgsqlDbType.Smallint);
    readonly List<string> scope = columns.Array<string>(NpgsqlDbType.Text);
    readonly List<string> value = columns.Array<string>(NpgsqlDbType.Text);

    public void Fill(List<CustomerKey> keys)
    {
        foreach (var key in keys)
        {
            kind.Add((short)key.Kind);
            scope.Add(key.Scope.Value);
            value.Add(key.Value);
        }
    }
}

/// <summary>The requests that a batch relies on not to be remembered.</summary>
sealed class AbsentRequestColumns(ArrayColumns columns)
{
    readonly List<string> caller = columns.Array<string>(NpgsqlDbType.Text);
    readonly List<string> key = columns.Array<string>(NpgsqlDbType.Text);

    public void Fill(List<RequestKey> requests)
    {
        foreach (var request in requests)
        {
            caller.Add(request.Caller);
            key.Add(request.Key);
        }
    }
}

/// <summary>The remembered answers of a batch.</summary>
sealed class RequestColumns(ArrayColumns columns)
{
    readonly List<Guid> digest = columns.Array<Guid>(NpgsqlDbType.Uuid);
    readonly List<long> seq = columns.Array<long>(NpgsqlDbType.Bigint);
    readonly List<DateTimeOffset> expiresAt = columns.Array<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    readonly List<string> caller = columns.Array<string>(NpgsqlDbType.Text);
    readonly List<string> key = columns.Array<string>(NpgsqlDbType.Text);
    readonly List<string> outcome = columns.Array<string>(NpgsqlDbType.Text);

    public void Fill(List<RequestRow> rows, long firstSeq)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(rows))
        {
            digest.Add(Digests.ToGuid(row.Digest));
            // Place −1 is the head before the batch.
            seq.Add(firstSeq + row.LastEvent);
            expiresAt.Add(row.ExpiresAt);
            caller.Add(row.Key.Caller);
            key.Add(row.Key.Key);
            outcome.Add(row.Outcome);
        }
    }
}
