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

    /// <summary>The records after <c>$1</c>.</summary>
    public static string Records(int limit) => $"SELECT {PostgresRows.RecordColumns} FROM arbiter_events($1, {limit})";

    /// <summary>The keys of customers who may have been given some after <c>$1</c>.</summary>
    public static string Keys(int limit) => $"""
        SELECT {KeyColumns} FROM arbiter_events($1, {limit}) e JOIN keys k ON k.customer_id = e.customer_id
        WHERE e.type IN ('claimGranted', 'identifiersBound')
        """;

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
