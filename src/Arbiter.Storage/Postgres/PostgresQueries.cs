using System.Runtime.CompilerServices;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Queries;
using Arbiter.Storage.Rows;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>Reads for people, from the pool of connections.</summary>
sealed class PostgresQueries(NpgsqlDataSource pool, int level) : IQueries
{
    public async Task<CustomerDetails?> FindCustomerAsync(CustomerId id, CancellationToken cancel)
    {
        var found = await ListAsync(
            $"SELECT {PostgresRows.CustomerColumns} FROM customers c {PostgresRows.WithConflict} WHERE c.id = $1",
            row => PostgresRows.Customer(row, 0).State, cancel, id.Value);
        return (await WithKeysAsync(found, cancel)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<LogRecord>> HistoryAsync(CustomerId id, long from, int limit, CancellationToken cancel) => await ListAsync(
        $"""
        WITH RECURSIVE begins(seq) AS (
          SELECT coalesce(
            (SELECT e.seq FROM arbiter_event($2) e WHERE e.customer_id = $1),
            greatest((SELECT version FROM customers WHERE id = $1), (SELECT max(version) FROM conflicts WHERE customer_id = $1)))
        ), walk AS (
          SELECT e.* FROM begins b CROSS JOIN LATERAL arbiter_event(b.seq) e
          UNION ALL
          SELECT e.* FROM walk w CROSS JOIN LATERAL arbiter_event(w.prev) e
        )
        SELECT {PostgresRows.RecordColumns} FROM walk WHERE seq <= $2 LIMIT $3
        """,
        PostgresRows.Record, cancel, id.Value, from, limit);

    public async Task<IReadOnlyList<CustomerDetails>> PoolAsync(Scope scope, PoolCursor? after, int limit, CancellationToken cancel)
    {
        var page = after is { } cursor
            ? await ListAsync(
                $"""
                SELECT {PostgresRows.CustomerColumns} FROM customers c {PostgresRows.WithConflict}
                WHERE c.owner IS NULL AND c.claimable_from IS NOT NULL AND c.scope = $1 AND (c.claimable_from, c.id) > ($3, $4) ORDER BY c.claimable_from, c.id LIMIT $2
                """,
                row => PostgresRows.Customer(row, 0).State, cancel, scope.Value, limit, cursor.ClaimableFrom, cursor.Customer.Value)
            : await ListAsync(
                $"""
                SELECT {PostgresRows.CustomerColumns} FROM customers c {PostgresRows.WithConflict}
                WHERE c.owner IS NULL AND c.claimable_from IS NOT NULL AND c.scope = $1 ORDER BY c.claimable_from, c.id LIMIT $2
                """,
                row => PostgresRows.Customer(row, 0).State, cancel, scope.Value, limit);
        return await WithKeysAsync(page, cancel);
    }

    public async Task<IReadOnlyList<StoredConflict>> ConflictsAsync(
        bool? open, RepId? party, ConflictCursor? before, int limit, CancellationToken cancel)
    {
        var values = new List<object> { limit };
        var conditions = new List<string>();
        var with = "";
        if (open is { } wanted) conditions.Add(wanted ? "f.closed_at IS NULL" : "f.closed_at IS NOT NULL");
        if (party is { } rep)
        {
            // From those that the rep ever had to do with, however the planner values it, to those that it still holds or is a party of.
            var name = Value(rep.Value);
            conditions.Add("(f.customer_id, f.epoch) IN (SELECT customer_id, epoch FROM ever)");
            conditions.Add($"(f.holder = {name} OR strpos(f.parties, {Value(StateJson.PartyMark(rep))}) > 0)");
            with = $"WITH ever AS MATERIALIZED (SELECT DISTINCT customer_id, epoch FROM conflict_reps WHERE rep = {name})";
        }

        if (before is { Conflict: var id, LastAt: var at })
            conditions.Add($"(f.last_at, f.customer_id, f.epoch) < ({Value(at)}, {Value(id.Customer.Value)}, {Value(id.Epoch)})");
        var where = conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
        return await ListAsync(
            $"{with} SELECT {PostgresRows.ConflictColumns} FROM conflicts f {where} ORDER BY f.last_at DESC, f.customer_id DESC, f.epoch DESC LIMIT $1",
            Stored, cancel, [.. values]);

        string Value(object value)
        {
            values.Add(value);
            return $"${values.Count}";
        }
    }

    public async Task<StoredConflict?> FindConflictAsync(ConflictId id, CancellationToken cancel)
    {
        var found = await ListAsync(
            $"SELECT {PostgresRows.ConflictColumns} FROM conflicts f WHERE f.customer_id = $1 AND f.epoch = $2", Stored, cancel, id.Customer.Value, id.Epoch);
        return found.SingleOrDefault();
    }

    public async Task<IReadOnlyList<Customer>> ProposedAsync(CustomerId? after, int limit, CancellationToken cancel) => await ListAsync(
        $"""
        SELECT {PostgresRows.CustomerColumns} FROM customers c {PostgresRows.WithConflict}
        WHERE strpos(c.ties, '{TiesJson.ProposedMark}') > 0 AND c.id > $1 ORDER BY c.id LIMIT $2
        """,
        row => PostgresRows.Customer(row, 0).State, cancel, after?.Value ?? Guid.Empty, limit);

    public async Task<IReadOnlyList<CommonKey>> CommonKeysAsync(Scope scope, int least, int limit, CancellationToken cancel) => await ListAsync(
        """
        SELECT k.scope, k.kind, k.value, k.customer_id, count(*)
        FROM mentions m JOIN keys k ON k.value = m.value AND k.kind = m.kind AND k.scope = m.scope
        WHERE m.elsewhere AND m.scope = $1 AND NOT k.shared
        GROUP BY k.value, k.kind, k.scope HAVING count(*) >= $2 AND count(*) > coalesce(k.dismissed_others, 0) ORDER BY count(*) DESC, k.value, k.kind LIMIT $3
        """,
        row => new CommonKey(Key(row), new CustomerId(row.GetGuid(3)), (int)row.GetInt64(4)), cancel, scope.Value, least, limit);

    public async Task<int> CountOthersAsync(CustomerKey key, CancellationToken cancel) =>
        (await ListAsync(
            "SELECT count(*) FROM mentions WHERE value = $1 AND kind = $2 AND scope = $3 AND elsewhere",
            row => (int)row.GetInt64(0), cancel, key.Value, (short)key.Kind, key.Scope.Value))[0];

    public async Task<int> CountOpenConflictsAsync(CancellationToken cancel) =>
        (await ListAsync("SELECT count(*) FROM conflicts WHERE closed_at IS NULL", row => checked((int)row.GetInt64(0)), cancel))[0];

    public async Task<(long Seq, string Body)?> LoadCheckpointAsync(string name, CancellationToken cancel)
    {
        var found = await ListAsync("SELECT seq, body FROM checkpoints WHERE name = $1", row => (row.GetInt64(0), row.GetString(1)), cancel, name);
        return found.Count == 0 ? null : found[0];
    }

    public async Task SaveCheckpointAsync(string name, long seq, string body, CancellationToken cancel)
    {
        await using var command = Command(
            """
            INSERT INTO checkpoints (name, seq, body) SELECT $1, $2, $3 WHERE arbiter_require($4)
            ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, body = excluded.body
            """,
            name, seq, body, level);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public IAsyncEnumerable<LoadedCustomer> AllCustomersAsync(CancellationToken cancel) => StreamAsync(
        $"SELECT {PostgresRows.CustomerColumns} FROM customers c {PostgresRows.WithConflict} ORDER BY c.id", row => PostgresRows.Customer(row, 0), cancel);

    public IAsyncEnumerable<LoadedClaimant> AllClaimantsAsync(CancellationToken cancel) => StreamAsync(
        "SELECT scope, rep, holdings, day, claims_today, look_ups_today, version FROM claimants ORDER BY scope, rep",
        row => new LoadedClaimant(
            new Claimant(new ClaimantId(new Scope(row.GetString(0)), new RepId(row.GetString(1))))
            {
                Holdings = row.GetInt32(2),
                Day = row.GetInt32(3),
                ClaimsToday = row.GetInt32(4),
                LookUpsToday = row.GetInt32(5),
            },
            row.GetInt64(6)),
        cancel);

    public IAsyncEnumerable<(CustomerId Customer, int Keys)> AllKeyCountsAsync(CancellationToken cancel) => StreamAsync(
        "SELECT customer_id, count(*) FROM keys WHERE NOT shared GROUP BY customer_id ORDER BY customer_id",
        row => (new CustomerId(row.GetGuid(0)), (int)row.GetInt64(1)), cancel);

    static StoredConflict Stored(NpgsqlDataReader row) => new(PostgresRows.Conflict(row, 0), new Scope(row.GetString(10)));

    async Task<IReadOnlyList<CustomerDetails>> WithKeysAsync(List<Customer> customers, CancellationToken cancel)
    {
        if (customers.Count == 0) return [];
        var ids = customers.ConvertAll(c => c.Id.Value);
        var keys = await KeysAsync("keys WHERE NOT shared", ids, cancel);
        var mentions = await KeysAsync("mentions WHERE NOT elsewhere", ids, cancel);
        return [.. customers.Select(c => new CustomerDetails(c, [.. keys[c.Id.Value]], [.. mentions[c.Id.Value]]))];
    }

    async Task<ILookup<Guid, CustomerKey>> KeysAsync(string from, List<Guid> customers, CancellationToken cancel)
    {
        var keys = await ListAsync(
            $"SELECT scope, kind, value, customer_id FROM {from} AND customer_id = ANY ($1) ORDER BY customer_id, kind, value",
            row => (Customer: row.GetGuid(3), Key: Key(row)), cancel, customers);
        return keys.ToLookup(k => k.Customer, k => k.Key);
    }

    static CustomerKey Key(NpgsqlDataReader row) => new(new Scope(row.GetString(0)), (IdentifierKind)row.GetInt16(1), row.GetString(2));

    async Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel, params object[] values)
    {
        var rows = new List<T>();
        await foreach (var row in StreamAsync(sql, read, cancel, values)) rows.Add(row);
        return rows;
    }

    async IAsyncEnumerable<T> StreamAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken cancel, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) yield return read(reader);
    }

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = pool.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
