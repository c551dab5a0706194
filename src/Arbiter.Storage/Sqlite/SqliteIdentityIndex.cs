using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Similar;
using Arbiter.Storage.Rows;

namespace Arbiter.Storage.Sqlite;

/// <summary>The index of identity in one file: names in FTS5, keys by their own tables.</summary>
sealed class SqliteIdentityIndex(SqliteReaders readers, SqliteJournal journal, TimeProvider time) : IIdentityIndex
{
    const string Checkpoint = "names ";

    readonly TrigramSampler common = new(time, cancel => readers.ReadAsync(SqliteNames.Sample, cancel));

    /// <summary>FTS5 is built into the program: there is nothing that could be missing.</summary>
    public async Task<string?> PrepareAsync(CancellationToken cancel)
    {
        await common.LearnAsync();
        return null;
    }

    public Task<long> PositionAsync(string rule, CancellationToken cancel) => readers.ReadAsync(d => Position(d, rule), cancel);

    public async Task<bool> AdvanceAsync(NameStep step, CancellationToken cancel)
    {
        var advanced = await journal.WriteAsync(d => Advance(d, step), cancel);
        if (advanced) common.Wrote(step.Names.Count);
        return advanced;
    }

    public async Task<IReadOnlyList<Candidate>> ReadAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancel) =>
        await readers.ReadAsync(d => Read(d, customers), cancel);

    public async Task<IReadOnlyList<(CustomerKey Key, CustomerId Customer)>> LeadToAsync(IReadOnlyCollection<CustomerKey> keys, CancellationToken cancel) =>
        await readers.ReadAsync(d => LeadTo(d, keys), cancel);

    public async Task<IReadOnlyList<Candidate>> FindAsync(CandidateQuery query, CancellationToken cancel) => await readers.ReadAsync(
        d =>
        {
            var known = common.Known;
            var found = new HashSet<CustomerId>();
            found.UnionWith(SharedKeys(d, query));
            found.UnionWith(NearPhones(d, query));
            foreach (var name in query.Names.Take(CandidateQuery.MostNames)) found.UnionWith(SqliteNames.Find(d, known, query.Scope, name, query.PerWay));
            return Read(d, found.Take(query.Limit).ToList());
        },
        cancel);

    static bool Advance(SqliteDatabase database, NameStep step)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            var isNext = Position(database, step.Rule) == step.From;
            if (isNext)
            {
                if (step.From == 0) SqliteNames.Clear(database);
                foreach (var customer in step.Customers) SqliteNames.Remove(database, customer);
                foreach (var name in step.Names) SqliteNames.Add(database, name);
                database.Use("INSERT OR REPLACE INTO checkpoints (name, seq, body) VALUES (?, ?, '')").Add(Checkpoint + step.Rule).Add(step.To).Run();
            }

            database.Execute("COMMIT");
            return isNext;
        }
        catch
        {
            database.Rollback();
            throw;
        }
    }

    static long Position(SqliteDatabase database, string rule)
    {
        var found = SqliteRows.List(database.Use("SELECT seq FROM checkpoints WHERE name = ?").Add(Checkpoint + rule), row => row.Long(0));
        return found.Count == 0 ? 0 : found[0];
    }

    static List<Candidate> Read(SqliteDatabase database, IReadOnlyCollection<CustomerId> customers)
    {
        var read = new List<Candidate>(customers.Count);
        foreach (var id in customers)
        {
            var found = SqliteRows.List(
                database.Use($"SELECT {SqliteRows.CustomerColumns} FROM customers c {SqliteRows.WithConflict} WHERE c.id = ?").Add(id.Value), SqliteRows.Customer);
            if (found.Count == 0) continue;
            var keys = Keys(database, "SELECT scope, kind, value FROM keys WHERE customer_id = ? AND shared = 0 ORDER BY kind, value", id);
            var mentions = Keys(
                database,
                "SELECT scope, kind, value FROM keys WHERE customer_id = ?1 AND shared = 1 UNION SELECT scope, kind, value FROM mentions WHERE customer_id = ?1 AND elsewhere = 0",
                id);
            read.Add(new Candidate(found[0].State, keys, mentions));
        }

        return read;
    }

    static List<CustomerKey> Keys(SqliteDatabase database, string sql, CustomerId id) => SqliteRows.List(
        database.Use(sql).Add(id.Value), row => new CustomerKey(new Scope(row.Text(0)), (IdentifierKind)row.Int(1), row.Text(2)));

    static List<(CustomerKey Key, CustomerId Customer)> LeadTo(SqliteDatabase database, IReadOnlyCollection<CustomerKey> keys)
    {
        var found = new List<(CustomerKey, CustomerId)>();
        foreach (var key in keys)
        {
            found.AddRange(SqliteRows.List(
                database.Use("SELECT customer_id FROM keys WHERE value = ? AND kind = ? AND scope = ? AND shared = 0").Add(key.Value).Add((long)key.Kind).Add(key.Scope.Value),
                row => (key, new CustomerId(row.Guid(0)))));
        }

        return found;
    }

    /// <summary>The newest customers of each key.</summary>
    static IEnumerable<CustomerId> SharedKeys(SqliteDatabase database, CandidateQuery query)
    {
        var found = new List<CustomerId>();
        foreach (var key in query.Shared)
        {
            found.AddRange(SqliteRows.List(
                database.Use(
                    "SELECT * FROM (SELECT customer_id FROM mentions WHERE value = ?1 AND kind = ?2 AND scope = ?3 AND elsewhere = 0 ORDER BY customer_id DESC LIMIT ?4) "
                    + "UNION ALL SELECT customer_id FROM keys WHERE value = ?1 AND kind = ?2 AND scope = ?3 AND shared = 1")
                    .Add(key.Value).Add((long)key.Kind).Add(key.Scope.Value).Add(query.PerWay),
                row => new CustomerId(row.Guid(0))));
        }

        return found.Take(query.PerWay);
    }

    static IEnumerable<CustomerId> NearPhones(SqliteDatabase database, CandidateQuery query)
    {
        var found = new List<CustomerId>();
        foreach (var phone in query.NearPhones)
        {
            found.AddRange(SqliteRows.List(
                database.Use("SELECT customer_id FROM keys WHERE value = ? AND kind = ? AND scope = ?")
                    .Add(phone).Add((long)IdentifierKind.Phone).Add(query.Scope.Value),
                row => new CustomerId(row.Guid(0))));
        }

        return found.Take(query.PerWay);
    }
}
