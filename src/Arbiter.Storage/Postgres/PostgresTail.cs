using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>
/// What others wrote, with the keys that it bound: the log names none. Keys are read after the records, or under the lock on the head, so that none that a record bound is
/// missing; there may be more.
/// </summary>
static class PostgresTail
{
    const string KeyColumns = "k.customer_id, k.scope, k.kind, k.value";

    /// <summary>
    /// The rows of the log after <c>$1</c>, as they are stored: taking their arrays apart is left to the reader, because whoever asks holds off all the others, and PostgreSQL
    /// needs five times as long for it. Of what is further than <paramref name="most"/> records away, only enough to tell.
    /// </summary>
    public static string Batches(int most) => $"SELECT {PostgresRows.BatchColumns} FROM batches WHERE {After(most)} ORDER BY last";

    /// <summary>The keys of customers who may have been given some after <c>$1</c>.</summary>
    public static string Keys(int most) => $"""
        SELECT {KeyColumns} FROM batches b CROSS JOIN LATERAL unnest(b.customer_id, b.type) AS e(id, type) JOIN keys k ON k.customer_id = e.id
        WHERE {After(most)} AND e.type IN ('claimGranted', 'identifiersBound')
        """;

    static string After(int most) => $"last > $1 AND last <= $1 + {most + PostgresRows.EventsPerBatch}";

    /// <summary>The keys of the customers <c>$1</c>.</summary>
    public const string KeysOf = $"SELECT {KeyColumns} FROM keys k WHERE k.customer_id = ANY ($1)";

    public static bool MayBind(LogRecord record) => record.Type is "claimGranted" or "identifiersBound";

    /// <summary>Adds the key in this row to its customer's.</summary>
    public static void TakeKey(NpgsqlDataReader row, Dictionary<CustomerId, List<CustomerKey>> keys)
    {
        var customer = new CustomerId(row.GetGuid(0));
        if (!keys.TryGetValue(customer, out var some)) keys.Add(customer, some = []);
        some.Add(new CustomerKey(new Scope(row.GetString(1)), (IdentifierKind)row.GetInt16(2), row.GetString(3)));
    }

    public static void Tell(List<LogRecord> tail, Dictionary<CustomerId, List<CustomerKey>> keys)
    {
        foreach (var record in tail)
            record.Bound = MayBind(record) && keys.TryGetValue(record.Customer!.Value, out var bound) ? bound : [];
    }
}
