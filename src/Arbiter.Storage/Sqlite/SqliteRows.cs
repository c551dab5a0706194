using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;
using Arbiter.Storage.Rows;

namespace Arbiter.Storage.Sqlite;

/// <summary>Column lists and how their rows are read; the two stand together because the places must agree.</summary>
static class SqliteRows
{
    public const string RecordColumns = "seq, prev, type, customer_id, at, actor, payload, hash";

    public const string ConflictColumns =
        "f.customer_id, f.epoch, f.holder, f.opened_at, f.last_at, f.closed_at, f.closed_by, f.parties, f.other_attempts, f.version, f.scope";

    /// <summary>A customer <c>c</c> and, where it has one, the conflict <c>f</c> of its current epoch.</summary>
    public const string CustomerColumns =
        "c.id, c.scope, c.owner, c.epoch, c.owned_since, c.protected_until, c.claimable_from, c.opportunity, c.key_count, c.former_owners, c.last_at, c.version, c.ties, "
        + ConflictColumns;

    public const int CustomerColumnCount = 13 + 11;

    public const string WithConflict = "LEFT JOIN conflicts f ON f.customer_id = c.id AND f.epoch = c.epoch";

    public static LogRecord Record(Statement row) => new(
        row.Long(0),
        row.Long(1),
        row.Text(2),
        row.IsNull(3) ? null : new CustomerId(row.Guid(3)),
        row.Time(4),
        row.Text(5),
        row.Text(6),
        row.Bytes(7));

    /// <summary>Reads <see cref="CustomerColumns"/>.</summary>
    public static LoadedCustomer Customer(Statement row)
    {
        var fields = new CustomerFields(
            row.Guid(0),
            row.Text(1),
            row.TextOrNull(2),
            row.Int(3),
            row.TimeOrNull(4),
            row.TimeOrNull(5),
            row.TimeOrNull(6),
            row.Int(7),
            row.Int(8),
            row.TextOrNull(9),
            row.Time(10),
            row.Long(11),
            row.TextOrNull(12));
        const int conflict = 13;
        return row.IsNull(conflict) ? fields.ToLoaded(null, 0) : fields.ToLoaded(Conflict(row, conflict), row.Long(conflict + 9));
    }

    /// <summary>Reads <see cref="ConflictColumns"/> but the last two, from column <paramref name="at"/> on.</summary>
    public static Conflict Conflict(Statement row, int at) => new(
        new ConflictId(new CustomerId(row.Guid(at)), row.Int(at + 1)),
        row.TextOrNull(at + 2) is { } holder ? new RepId(holder) : null,
        row.Time(at + 3),
        row.Time(at + 4),
        StateJson.Parties(row.Text(at + 7)),
        row.Int(at + 8))
    {
        ClosedAt = row.TimeOrNull(at + 5),
        ClosedBy = row.IsNull(at + 6) ? null : (Rule)row.Int(at + 6),
    };

    /// <summary>Reads <c>scope, rep, holdings, day, claims_today, look_ups_today, version</c>.</summary>
    public static LoadedClaimant Claimant(Statement row) => new(
        new Claimant(new ClaimantId(new Scope(row.Text(0)), new RepId(row.Text(1))))
        {
            Holdings = row.Int(2),
            Day = row.Int(3),
            ClaimsToday = row.Int(4),
            LookUpsToday = row.Int(5),
        },
        row.Long(6));

    public static List<T> List<T>(Statement rows, Func<Statement, T> read)
    {
        var list = new List<T>();
        while (rows.Next()) list.Add(read(rows));
        return list;
    }
}
