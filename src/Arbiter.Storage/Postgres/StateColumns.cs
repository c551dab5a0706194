using System.Runtime.InteropServices;
using Arbiter.Engine.Journal;
using Arbiter.Storage.Rows;
using NpgsqlTypes;

namespace Arbiter.Storage.Postgres;

/// <summary>The customers of a batch, as <c>arbiter_append</c> takes them.</summary>
sealed class CustomerColumns(ArrayColumns columns)
{
    readonly Npgsql.NpgsqlParameter<int> created = columns.Single<int>(NpgsqlDbType.Integer);
    readonly List<Guid> id = columns.Array<Guid>(NpgsqlDbType.Uuid);
    readonly List<long> expected = columns.Array<long>(NpgsqlDbType.Bigint);
    readonly List<long> version = columns.Array<long>(NpgsqlDbType.Bigint);
    readonly List<DateTimeOffset> lastAt = columns.Array<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    readonly List<DateTimeOffset?> ownedSince = columns.Array<DateTimeOffset?>(NpgsqlDbType.TimestampTz);
    readonly List<DateTimeOffset?> protectedUntil = columns.Array<DateTimeOffset?>(NpgsqlDbType.TimestampTz);
    readonly List<DateTimeOffset?> claimableFrom = columns.Array<DateTimeOffset?>(NpgsqlDbType.TimestampTz);
    readonly List<int> epoch = columns.Array<int>(NpgsqlDbType.Integer);
    readonly List<short> keyCount = columns.Array<short>(NpgsqlDbType.Smallint);
    readonly List<short> opportunity = columns.Array<short>(NpgsqlDbType.Smallint);
    readonly List<string> scope = columns.Array<string>(NpgsqlDbType.Text);
    readonly List<string?> owner = columns.Array<string?>(NpgsqlDbType.Text);
    readonly List<string?> formerOwners = columns.Array<string?>(NpgsqlDbType.Text);
    readonly List<string?> ties = columns.Array<string?>(NpgsqlDbType.Text);

    public void Fill(List<CustomerRow> rows, long firstSeq)
    {
        var fresh = 0;
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(rows))
        {
            var state = row.State;
            if (row.Expected == 0) fresh++;
            id.Add(state.Id.Value);
            expected.Add(row.Expected);
            version.Add(firstSeq + row.LastEvent);
            lastAt.Add(state.LastAt);
            ownedSince.Add(state.Ownership?.Since);
            protectedUntil.Add(state.Ownership?.ProtectedUntil);
            claimableFrom.Add(state.ClaimableFrom);
            epoch.Add(state.Epoch);
            keyCount.Add((short)state.KeyCount);
            opportunity.Add((short)state.Opportunity);
            scope.Add(state.Scope.Value);
            owner.Add(state.Ownership?.Rep.Value);
            formerOwners.Add(StateJson.Write(state.FormerOwners));
            ties.Add(TiesJson.Write(state.Ties));
        }

        created.TypedValue = fresh;
    }
}

/// <summary>The conflicts of a batch.</summary>
sealed class ConflictColumns(ArrayColumns columns)
{
    readonly Npgsql.NpgsqlParameter<int> created = columns.Single<int>(NpgsqlDbType.Integer);
    readonly List<Guid> customer = columns.Array<Guid>(NpgsqlDbType.Uuid);
    readonly List<int> epoch = columns.Array<int>(NpgsqlDbType.Integer);
    readonly List<long> expected = columns.Array<long>(NpgsqlDbType.Bigint);
    readonly List<long> version = columns.Array<long>(NpgsqlDbType.Bigint);
    readonly List<int> otherAttempts = columns.Array<int>(NpgsqlDbType.Integer);
    readonly List<DateTimeOffset> openedAt = columns.Array<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    readonly List<DateTimeOffset> lastAt = columns.Array<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    readonly List<DateTimeOffset?> closedAt = columns.Array<DateTimeOffset?>(NpgsqlDbType.TimestampTz);
    readonly List<short?> closedBy = columns.Array<short?>(NpgsqlDbType.Smallint);
    readonly List<string> scope = columns.Array<string>(NpgsqlDbType.Text);
    readonly List<string?> holder = columns.Array<string?>(NpgsqlDbType.Text);
    readonly List<string> parties = columns.Array<string>(NpgsqlDbType.Text);

    public void Fill(List<ConflictRow> rows, long firstSeq)
    {
        var fresh = 0;
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(rows))
        {
            var state = row.State;
            if (row.Expected == 0) fresh++;
            customer.Add(state.Id.Customer.Value);
            epoch.Add(state.Id.Epoch);
            expected.Add(row.Expected);
            version.Add(firstSeq + row.LastEvent);
            otherAttempts.Add(state.OtherAttempts);
            openedAt.Add(state.OpenedAt);
            lastAt.Add(state.LastAt);
            closedAt.Add(state.ClosedAt);
            closedBy.Add((short?)state.ClosedBy);
            scope.Add(row.Scope.Value);
            holder.Add(state.Holder?.Value);
            parties.Add(StateJson.Write(state.Parties));
        }

        created.TypedValue = fresh;
    }
}
