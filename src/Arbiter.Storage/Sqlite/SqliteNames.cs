using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Similar;
using Arbiter.Storage.Rows;

namespace Arbiter.Storage.Sqlite;

/// <summary>Names that differ by a slip, found in FTS5 by the trigrams that they share with what is looked for, and names with the same core.</summary>
static class SqliteNames
{
    /// <summary>Names that one way of looking brings up; which ones, where there are more, is left to the index.</summary>
    const int MostPerWay = 200;

    /// <summary>Names that are sampled side by side: about a page of them.</summary>
    const int Stretch = 50;

    const string ByCore = "SELECT customer_id, whole, core FROM names WHERE core = ? AND scope = ? ORDER BY whole = core DESC LIMIT ?";

    const string BySlip =
        "SELECT n.customer_id, n.whole, n.core FROM (SELECT rowid FROM names_trigrams WHERE names_trigrams MATCH ? LIMIT ?) AS t CROSS JOIN names n ON n.id = t.rowid WHERE n.scope = ?";

    public static void Clear(SqliteDatabase database)
    {
        database.Execute("DELETE FROM names");
        database.Execute("INSERT INTO names_trigrams (names_trigrams) VALUES ('delete-all')");
    }

    public static void Remove(SqliteDatabase database, CustomerId customer)
    {
        foreach (var id in SqliteRows.List(database.Use("SELECT id FROM names WHERE customer_id = ?").Add(customer.Value), row => row.Long(0)))
        {
            database.Use("DELETE FROM names_trigrams WHERE rowid = ?").Add(id).Run();
            database.Use("DELETE FROM names WHERE id = ?").Add(id).Run();
        }
    }

    public static void Add(SqliteDatabase database, IndexedName name)
    {
        var id = SqliteRows.List(
            database.Use("INSERT INTO names (customer_id, scope, whole, core) VALUES (?, ?, ?, ?) RETURNING id")
                .Add(name.Customer.Value).Add(name.Scope.Value).Add(name.Name.Whole).Add(name.Name.Core),
            row => row.Long(0))[0];
        database.Use("INSERT INTO names_trigrams (rowid, whole) VALUES (?, ?)").Add(id).Add(Trigrams.Padded(name.Name.Whole)).Run();
    }

    /// <summary>Names from stretches all over the table.</summary>
    public static CommonTrigrams Sample(SqliteDatabase database)
    {
        var last = SqliteRows.List(database.Use("SELECT coalesce(max(id), 0) FROM names"), row => row.Long(0))[0];
        var step = Math.Max(Stretch, last / (CommonTrigrams.MostSampled / Stretch));
        var sampled = new List<string>();
        for (var first = 1L; first <= last; first += step)
            sampled.AddRange(SqliteRows.List(database.Use("SELECT whole FROM names WHERE id >= ? AND id < ?").Add(first).Add(first + Stretch), row => row.Text(0)));
        return CommonTrigrams.Of(sampled, (double)Stretch / step);
    }

    /// <summary>The customers with the most similar names, at most <paramref name="limit"/>.</summary>
    public static IReadOnlyList<CustomerId> Find(SqliteDatabase database, CommonTrigrams common, Scope scope, NameText name, int limit)
    {
        var found = List(database.Use(ByCore).Add(name.Core).Add(scope.Value).Add(MostPerWay));
        foreach (var probe in common.Probes(name.Whole)) found.AddRange(List(database.Use(BySlip).Add(Matching(probe)).Add(MostPerWay).Add(scope.Value)));
        return FoundName.Best(name, found, limit);
    }

    static List<FoundName> List(Statement statement) =>
        SqliteRows.List(statement, row => new FoundName(new CustomerId(row.Guid(0)), new NameText(row.Text(1), row.Text(2))));

    /// <summary>As FTS5 reads texts literally.</summary>
    static string Matching(IEnumerable<string> grams) => string.Join(" AND ", grams.Select(gram => $"\"{gram.Replace("\"", "\"\"")}\""));
}
