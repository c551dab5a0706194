using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;
using Arbiter.Storage.Rows;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>Column lists and how their rows are read; the two stand together because the places must agree.</summary>
static class PostgresRows
{
    public const string RecordColumns = "seq, prev, type, customer_id, at, actor, payload, hash";

    /// <summary>A row of the log, which holds at most <see cref="EventsPerBatch"/> events.</summary>
    public const string BatchColumns = "first, prev, type, customer_id, at, actor, payload, hash";

    /// <summary>As <c>arbiter_append</c> writes them.</summary>
    public const int EventsPerBatch = 128;

    public const string ConflictColumns =
        "f.customer_id, f.epoch, f.holder, f.opened_at, f.last_at, f.closed_at, f.closed_by, f.parties, f.other_attempts, f.version, f.scope";

    /// <summary>A customer <c>c</c> and, where it has one, the conflict <c>f</c> of its current epoch.</summary>
    public const string CustomerColumns =
        "c.id, c.scope, c.owner, c.epoch, c.owned_since, c.protected_until, c.claimable_from, c.opportunity, c.key_count, c.former_owners, c.last_at, c.version, c.ties, "
        + ConflictColumns;

    public const string WithConflict = "LEFT JOIN conflicts f ON f.customer_id = c.id AND f.epoch = c.epoch";

    public static LogRecord Record(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetString(2),
        row.IsDBNull(3) ? null : new CustomerId(row.GetGuid(3)),
        row.GetFieldValue<DateTimeOffset>(4),
        row.GetString(5),
        row.GetString(6),
        row.GetFieldValue<byte[]>(7));

    /// <summary>Reads <see cref="BatchColumns"/>: adds those of its records that come after <paramref name="after"/>.</summary>
    public static void AddRecords(NpgsqlDataReader row, long after, List<LogRecord> records)
    {
        var first = row.GetInt64(0);
        var prev = row.GetFieldValue<long[]>(1);
        var type = row.GetFieldValue<string[]>(2);
        var customer = row.GetFieldValue<Guid?[]>(3);
        var at = row.GetFieldValue<DateTimeOffset[]>(4);
        var actor = row.GetFieldValue<string[]>(5);
        var payload = row.GetFieldValue<string[]>(6);
        var hash = row.GetFieldValue<byte[][]>(7);
        for (var i = (int)Math.Max(0, after + 1 - first); i < prev.Length; i++)
        {
            records.Add(new LogRecord(
                first + i, prev[i], type[i], customer[i] is { } id ? new CustomerId(id) : null, at[i], actor[i], payload[i], hash[i]));
        }
    }

    /// <summary>Reads <see cref="CustomerColumns"/>, from column <paramref name="at"/> on.</summary>
    public static LoadedCustomer Customer(NpgsqlDataReader row, int at)
    {
        var fields = new CustomerFields(
            row.GetGuid(at),
            row.GetString(at + 1),
            Text(row, at + 2),
            row.GetInt32(at + 3),
            Time(row, at + 4),
            Time(row, at + 5),
            Time(row, at + 6),
            row.GetInt16(at + 7),
            row.GetInt16(at + 8),
            Text(row, at + 9),
            row.GetFieldValue<DateTimeOffset>(at + 10),
            row.GetInt64(at + 11),
            Text(row, at + 12));
        const int conflict = 13;
        return row.IsDBNull(at + conflict)
            ? fields.ToLoaded(null, 0)
            : fields.ToLoaded(Conflict(row, at + conflict), row.GetInt64(at + conflict + 9));
    }

    /// <summary>Reads <see cref="ConflictColumns"/> but the last two, from column <paramref name="at"/> on.</summary>
    public static Conflict Conflict(NpgsqlDataReader row, int at) => new(
        new ConflictId(new CustomerId(row.GetGuid(at)), row.GetInt32(at + 1)),
        Text(row, at + 2) is { } holder ? new RepId(holder) : null,
        row.GetFieldValue<DateTimeOffset>(at + 3),
        row.GetFieldValue<DateTimeOffset>(at + 4),
        StateJson.Parties(row.GetString(at + 7)),
        row.GetInt32(at + 8))
    {
        ClosedAt = Time(row, at + 5),
        ClosedBy = row.IsDBNull(at + 6) ? null : (Rule)row.GetInt16(at + 6),
    };

    static string? Text(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    static DateTimeOffset? Time(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetFieldValue<DateTimeOffset>(at);
}
