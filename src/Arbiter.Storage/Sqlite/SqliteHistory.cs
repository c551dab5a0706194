using Arbiter.Domain.Customers;
using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Sqlite;

/// <summary>A customer's events, newest first: each names the one before it, so the log needs no index by customer.</summary>
static class SqliteHistory
{
    public static List<LogRecord> Walk(SqliteDatabase database, CustomerId id, long from, int limit)
    {
        var history = new List<LogRecord>();
        // A cursor is an event of the customer; only a number from elsewhere has to be found from the end.
        var next = Find(database, from) is { } cursor && cursor.Customer == id ? cursor : Find(database, LastOf(database, id));
        while (next is { } record && history.Count < limit)
        {
            if (record.Seq <= from) history.Add(record);
            next = record.Prev == 0 ? null : Find(database, record.Prev);
        }

        return history;
    }

    static long LastOf(SqliteDatabase database, CustomerId id)
    {
        var rows = database.Use(
            "SELECT max(coalesce((SELECT version FROM customers WHERE id = ?1), 0), coalesce((SELECT max(version) FROM conflicts WHERE customer_id = ?1), 0))")
            .Add(id.Value);
        return SqliteRows.List(rows, row => row.Long(0))[0];
    }

    static LogRecord? Find(SqliteDatabase database, long seq) => SqliteRows.List(
        database.Use($"SELECT {SqliteRows.RecordColumns} FROM events WHERE seq = ?").Add(seq), SqliteRows.Record).SingleOrDefault();
}
