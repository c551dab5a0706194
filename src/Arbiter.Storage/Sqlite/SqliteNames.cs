using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Similar;
using Arbiter.Storage.Rows;

namespace Arbiter.Storage.Sqlite;

/// <summary>
/// Similar names by their trigrams. FTS5 finds rows by trigram; what is similar is decided on the names themselves. Trigrams that very many names share (a
/// common first character) are passed over when there are rarer ones, so that the work is bounded however many customers there are.
/// </summary>
static class SqliteNames
{
    /// <summary>A trigram in more names than this tells too little to read them all.</summary>
    const int MostRowsPerTrigram = 2_000;

    /// <summary>Names whose text is compared.</summary>
    const int MostCompared = 200;

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
            database.Use("INSERT INTO names (customer_id, scope, core, rest) VALUES (?, ?, ?, ?) RETURNING id")
                .Add(name.Customer.Value).Add(name.Scope.Value).Add(name.Name.Core).Add(name.Name.Rest),
            row => row.Long(0))[0];
        database.Use("INSERT INTO names_trigrams (rowid, core) VALUES (?, ?)").Add(id).Add(Trigrams.Padded(name.Name.Core)).Run();
    }

    /// <summary>The customers with the most similar names, at most <paramref name="limit"/>.</summary>
    public static IEnumerable<CustomerId> Find(SqliteDatabase database, Scope scope, NameText name, int limit)
    {
        var (wanted, rest) = (Trigrams.Of(name.Core), Trigrams.Of(name.Rest));
        var similar = new List<(CustomerId Customer, double ByCore, double ByRest)>();
        // The very same core first: it may be made of common trigrams only.
        Take("SELECT customer_id, core, rest FROM names WHERE core = ? AND scope = ? LIMIT ?", d => d.Add(name.Core).Add(scope.Value).Add(MostCompared));
        foreach (var id in Likely(database, wanted))
            Take("SELECT customer_id, core, rest FROM names WHERE id = ? AND scope = ?", d => d.Add(id).Add(scope.Value));
        return similar.OrderByDescending(s => s.ByCore).ThenByDescending(s => s.ByRest).Select(s => s.Customer).Distinct().Take(limit);

        void Take(string sql, Func<Statement, Statement> bind)
        {
            foreach (var (customer, core, other) in SqliteRows.List(bind(database.Use(sql)), row => (new CustomerId(row.Guid(0)), row.Text(1), row.Text(2))))
            {
                var alike = core == name.Core ? 1 : Trigrams.Similarity(wanted, Trigrams.Of(core));
                if (alike >= Trigrams.SimilarFrom) similar.Add((customer, alike, Trigrams.Similarity(rest, Trigrams.Of(other))));
            }
        }
    }

    /// <summary>Rows that share the most, and the rarest, of the trigrams.</summary>
    static IEnumerable<long> Likely(SqliteDatabase database, HashSet<string> wanted)
    {
        var weights = new Dictionary<long, double>();
        foreach (var gram in wanted)
        {
            var rows = Rows(database, Quoted(gram), MostRowsPerTrigram + 1);
            if (rows.Count > MostRowsPerTrigram) continue;
            var weight = 1 / Math.Log2(2 + rows.Count);
            foreach (var row in rows) weights[row] = weights.GetValueOrDefault(row) + weight;
        }

        return weights.Count > 0
            ? weights.OrderByDescending(w => w.Value).ThenBy(w => w.Key).Take(MostCompared).Select(w => w.Key)
            : Rows(database, string.Join(" AND ", wanted.Select(Quoted)), MostCompared);
    }

    static List<long> Rows(SqliteDatabase database, string match, int limit) => SqliteRows.List(
        database.Use("SELECT rowid FROM names_trigrams WHERE names_trigrams MATCH ? LIMIT ?").Add(match).Add(limit), row => row.Long(0));

    /// <summary>As FTS5 reads a text literally.</summary>
    static string Quoted(string gram) => $"\"{gram.Replace("\"", "\"\"")}\"";
}
