using System.Runtime.CompilerServices;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Queries;
using Arbiter.Storage.Rows;

namespace Arbiter.Storage.Sqlite;

/// <summary>Reads for people. Long lists are read in pages, so that none of them keeps a snapshot (and with it the write-ahead log) for long.</summary>
sealed class SqliteQueries(SqliteReaders readers, SqliteJournal journal) : IQueries
{
    const int PageRows = 1_000;

    const string Customers = $"SELECT {SqliteRows.CustomerColumns} FROM customers c {SqliteRows.WithConflict}";

    const string Conflicts = $"SELECT {SqliteRows.ConflictColumns} FROM conflicts f";

    public Task<CustomerDetails?> FindCustomerAsync(CustomerId id, CancellationToken cancel) => readers.ReadAsync(
        d => SqliteRows.List(d.Use($"{Customers} WHERE c.id = ?").Add(id.Value), SqliteRows.Customer).Select(c => WithKeys(d, c)).SingleOrDefault(), cancel);

    public async Task<IReadOnlyList<LogRecord>> HistoryAsync(CustomerId id, long from, int limit, CancellationToken cancel) =>
        await readers.ReadAsync(d => SqliteHistory.Walk(d, id, from, limit), cancel);

    public async Task<IReadOnlyList<CustomerDetails>> PoolAsync(Scope scope, PoolCursor? after, int limit, CancellationToken cancel) =>
        await readers.ReadAsync(
            d =>
            {
                var rows = after is { } cursor
                    ? d.Use($"{Customers} WHERE c.owner IS NULL AND c.claimable_from IS NOT NULL AND c.scope = ? AND (c.claimable_from, c.id) > (?, ?) ORDER BY c.claimable_from, c.id LIMIT ?")
                        .Add(scope.Value).Add(cursor.ClaimableFrom).Add(cursor.Customer.Value)
                    : d.Use($"{Customers} WHERE c.owner IS NULL AND c.claimable_from IS NOT NULL AND c.scope = ? ORDER BY c.claimable_from, c.id LIMIT ?").Add(scope.Value);
                return SqliteRows.List(rows.Add(limit), SqliteRows.Customer).ConvertAll(c => WithKeys(d, c));
            },
            cancel);

    public async Task<IReadOnlyList<StoredConflict>> ConflictsAsync(
        bool? open, RepId? party, ConflictCursor? before, int limit, CancellationToken cancel)
    {
        var conditions = new List<string>();
        if (open is { } wanted) conditions.Add(wanted ? "f.closed_at IS NULL" : "f.closed_at IS NOT NULL");
        if (party is not null) conditions.Add("r.rep = ? AND (f.holder = ? OR instr(f.parties, ?) > 0)");
        if (before is not null) conditions.Add("(f.last_at, f.customer_id, f.epoch) < (?, ?, ?)");
        var where = conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
        // From those that the rep ever had to do with: by itself SQLite would go through everybody's in their order, and look for each whether it is the rep's.
        var ofRep = party is null ? Conflicts : $"SELECT {SqliteRows.ConflictColumns} FROM conflict_reps r CROSS JOIN conflicts f ON f.customer_id = r.customer_id AND f.epoch = r.epoch";
        return await readers.ReadAsync(
            d =>
            {
                var rows = d.Use($"{ofRep} {where} ORDER BY f.last_at DESC, f.customer_id DESC, f.epoch DESC LIMIT ?");
                if (party is { } rep) rows.Add(rep.Value).Add(rep.Value).Add(StateJson.PartyMark(rep));
                if (before is { } cursor) rows.Add(cursor.LastAt).Add(cursor.Conflict.Customer.Value).Add(cursor.Conflict.Epoch);
                return SqliteRows.List(rows.Add(limit), Stored);
            },
            cancel);
    }

    public Task<StoredConflict?> FindConflictAsync(ConflictId id, CancellationToken cancel) => readers.ReadAsync(
        d => SqliteRows.List(
            d.Use($"{Conflicts} WHERE f.customer_id = ? AND f.epoch = ?").Add(id.Customer.Value).Add(id.Epoch), Stored).SingleOrDefault(),
        cancel);

    public async Task<IReadOnlyList<Customer>> ProposedAsync(CustomerId? after, int limit, CancellationToken cancel) => await readers.ReadAsync(
        d => SqliteRows.List(
            d.Use($"{Customers} WHERE instr(c.ties, '{TiesJson.ProposedMark}') > 0 AND c.id > ? ORDER BY c.id LIMIT ?").Add(after?.Value ?? Guid.Empty).Add(limit),
            row => SqliteRows.Customer(row).State),
        cancel);

    public async Task<IReadOnlyList<CommonKey>> CommonKeysAsync(Scope scope, int least, int limit, CancellationToken cancel) => await readers.ReadAsync(
        d => SqliteRows.List(
            d.Use(
                "SELECT k.scope, k.kind, k.value, k.customer_id, count(*) FROM mentions m JOIN keys k ON k.value = m.value AND k.kind = m.kind AND k.scope = m.scope "
                + "WHERE m.elsewhere = 1 AND m.scope = ? AND k.shared = 0 GROUP BY k.value, k.kind, k.scope HAVING count(*) >= ? AND count(*) > coalesce(k.dismissed_others, 0) ORDER BY count(*) DESC, k.value, k.kind LIMIT ?")
                .Add(scope.Value).Add(least).Add(limit),
            row => new CommonKey(Key(row), new CustomerId(row.Guid(3)), row.Int(4))),
        cancel);

    public Task<int> CountOthersAsync(CustomerKey key, CancellationToken cancel) => readers.ReadAsync(
        d => SqliteRows.List(
            d.Use("SELECT count(*) FROM mentions WHERE value = ? AND kind = ? AND scope = ? AND elsewhere = 1")
                .Add(key.Value).Add((long)key.Kind).Add(key.Scope.Value),
            row => row.Int(0))[0],
        cancel);

    public Task<int> CountOpenConflictsAsync(CancellationToken cancel) => readers.ReadAsync(
        d => SqliteRows.List(d.Use("SELECT count(*) FROM conflicts WHERE closed_at IS NULL"), row => row.Int(0))[0], cancel);

    public Task<(long Seq, string Body)?> LoadCheckpointAsync(string name, CancellationToken cancel) => readers.ReadAsync<(long, string)?>(
        d =>
        {
            var found = SqliteRows.List(d.Use("SELECT seq, body FROM checkpoints WHERE name = ?").Add(name), row => (row.Long(0), row.Text(1)));
            return found.Count == 0 ? null : found[0];
        },
        cancel);

    public Task SaveCheckpointAsync(string name, long seq, string body, CancellationToken cancel) => journal.WriteAsync(
        d => d.Use("INSERT OR REPLACE INTO checkpoints (name, seq, body) VALUES (?, ?, ?)").Add(name).Add(seq).Add(body).Run(), cancel);

    public IAsyncEnumerable<LoadedCustomer> AllCustomersAsync(CancellationToken cancel) => PagesAsync(
        (LoadedCustomer? last, Statement page) => page.Add(last?.State.Id.Value ?? Guid.Empty),
        $"{Customers} WHERE c.id > ? ORDER BY c.id LIMIT ?",
        SqliteRows.Customer,
        cancel);

    public IAsyncEnumerable<LoadedClaimant> AllClaimantsAsync(CancellationToken cancel) => PagesAsync(
        (LoadedClaimant? last, Statement page) => page.Add(last?.State.Id.Scope.Value ?? "").Add(last?.State.Id.Rep.Value ?? ""),
        "SELECT scope, rep, holdings, day, claims_today, look_ups_today, version FROM claimants WHERE (scope, rep) > (?, ?) ORDER BY scope, rep LIMIT ?",
        SqliteRows.Claimant,
        cancel);

    public IAsyncEnumerable<(CustomerId Customer, int Keys)> AllKeyCountsAsync(CancellationToken cancel) => PagesAsync(
        ((CustomerId Customer, int)? last, Statement page) => page.Add(last?.Customer.Value ?? Guid.Empty),
        "SELECT customer_id, count(*) FROM keys WHERE customer_id > ? AND shared = 0 GROUP BY customer_id ORDER BY customer_id LIMIT ?",
        row => (new CustomerId(row.Guid(0)), row.Int(1)),
        cancel);

    static StoredConflict Stored(Statement row) => new(SqliteRows.Conflict(row, 0), new Scope(row.Text(10)));

    static CustomerDetails WithKeys(SqliteDatabase database, LoadedCustomer customer) => new(
        customer.State,
        SqliteRows.List(
            database.Use("SELECT scope, kind, value FROM keys WHERE customer_id = ? AND shared = 0 ORDER BY kind, value").Add(customer.State.Id.Value), Key),
        SqliteRows.List(
            database.Use("SELECT scope, kind, value FROM mentions WHERE customer_id = ? AND elsewhere = 0 ORDER BY kind, value").Add(customer.State.Id.Value), Key));

    static CustomerKey Key(Statement row) => new(new Scope(row.Text(0)), (IdentifierKind)row.Int(1), row.Text(2));

    async IAsyncEnumerable<T> PagesAsync<T>(
        Func<T?, Statement, Statement> after, string sql, Func<Statement, T> read, [EnumeratorCancellation] CancellationToken cancel)
        where T : struct
    {
        T? last = null;
        while (true)
        {
            var from = last;
            var page = await readers.ReadAsync(d => SqliteRows.List(after(from, d.Use(sql)).Add(PageRows), read), cancel);
            foreach (var row in page) yield return row;
            if (page.Count < PageRows) yield break;
            last = page[^1];
        }
    }
}
