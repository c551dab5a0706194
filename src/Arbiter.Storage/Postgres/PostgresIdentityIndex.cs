using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Similar;
using Npgsql;
using NpgsqlTypes;

namespace Arbiter.Storage.Postgres;

/// <summary>The index of identity on PostgreSQL: names by pg_trgm, or by their beginning where that is not to be had; keys by their own tables.</summary>
sealed class PostgresIdentityIndex(NpgsqlDataSource pool, bool readOnly) : IIdentityIndex
{
    const string Checkpoint = "names ";

    /// <summary>
    /// Only the first so many characters count where there are no trigrams, and for names of no more than these: of their three trigrams one would do to be similar,
    /// and the one of the first character alone brings up tens of thousands.
    /// </summary>
    const int BeginningChars = 2;

    /// <summary>The limit keeps the planner from reading the whole table when very many are asked for.</summary>
    const string ByKey = """
        SELECT k.scope, k.kind, k.value, t.customer_id FROM unnest($1, $2, $3) AS k(scope, kind, value)
        CROSS JOIN LATERAL (SELECT customer_id FROM keys WHERE value = k.value AND kind = k.kind AND scope = k.scope AND NOT shared LIMIT 1) AS t
        """;

    const string BySharedKey = """
        SELECT t.customer_id FROM unnest($1, $2) AS k(kind, value)
        CROSS JOIN LATERAL (
          (SELECT customer_id FROM mentions WHERE value = k.value AND kind = k.kind AND scope = $3 AND NOT elsewhere ORDER BY customer_id DESC LIMIT $4)
          UNION ALL
          SELECT customer_id FROM keys WHERE value = k.value AND kind = k.kind AND scope = $3 AND shared
        ) AS t LIMIT $4
        """;

    const string ByNearPhone = "SELECT customer_id FROM keys WHERE value = ANY ($1) AND kind = $2 AND scope = $3 LIMIT $4";

    /// <summary>The index brings up what shares enough trigrams; the rest is compared only of those that are most alike.</summary>
    const string BySimilarName = """
        SELECT customer_id
        FROM (SELECT customer_id, rest, similarity(core, $1) AS alike FROM names WHERE core % $1 AND scope = $2 ORDER BY alike DESC LIMIT 400) AS n
        ORDER BY alike DESC, similarity(rest, $4) DESC, customer_id LIMIT $3
        """;

    const string ByShortName = """
        (SELECT customer_id FROM names WHERE core = $4 AND scope = $3 ORDER BY similarity(rest, $6) DESC, customer_id LIMIT $5)
        UNION ALL
        (SELECT customer_id FROM names WHERE core >= $1 AND core < $2 AND scope = $3 ORDER BY core LIMIT $5)
        LIMIT $5
        """;

    /// <summary>The same core before those that only begin alike; either way no more than a few are kept.</summary>
    const string ByBeginning = """
        (SELECT customer_id FROM names WHERE core = $4 AND scope = $3 ORDER BY rest = $6 DESC, customer_id LIMIT $5)
        UNION ALL
        (SELECT customer_id FROM names WHERE core >= $1 AND core < $2 AND scope = $3 ORDER BY core LIMIT $5)
        LIMIT $5
        """;

    readonly PostgresTrigrams trigrams = new(pool, readOnly);

    public Task<string?> PrepareAsync(CancellationToken cancel) => trigrams.PrepareAsync(cancel);

    public async Task<long> PositionAsync(string rule, CancellationToken cancel)
    {
        await using var command = pool.CreateCommand("SELECT seq FROM checkpoints WHERE name = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = Checkpoint + rule });
        return await command.ExecuteScalarAsync(cancel) as long? ?? 0;
    }

    public async Task<bool> AdvanceAsync(NameStep step, CancellationToken cancel)
    {
        await using var connection = await pool.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // The position is the fence: whoever moves it first writes, the others find it moved and go on from there.
        await using var move = new NpgsqlCommand(
            """
            INSERT INTO checkpoints AS c (name, seq, body) VALUES ($1, $2, '')
            ON CONFLICT (name) DO UPDATE SET seq = excluded.seq WHERE c.seq = $3
            """,
            connection)
        { Parameters = { new() { Value = Checkpoint + step.Rule }, new() { Value = step.To }, new() { Value = step.From } } };
        if (await move.ExecuteNonQueryAsync(cancel) == 0) return false;
        await WriteAsync(connection, step, cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    public async Task<IReadOnlyList<Candidate>> ReadAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancel)
    {
        var ids = Array(NpgsqlDbType.Uuid, customers.Select(c => c.Value));
        var found = new List<Customer>(customers.Count);
        var keys = new List<(Guid Customer, CustomerKey Key, bool Shared)>();
        await using var batch = pool.CreateBatch();
        Add(batch, $"SELECT {PostgresRows.CustomerColumns} FROM customers c {PostgresRows.WithConflict} WHERE c.id = ANY ($1)", ids);
        Add(
            batch,
            """
            SELECT customer_id, scope, kind, value, shared FROM keys WHERE customer_id = ANY ($1)
            UNION SELECT customer_id, scope, kind, value, true FROM mentions WHERE customer_id = ANY ($1) AND NOT elsewhere
            ORDER BY kind, value
            """,
            ids.Clone());
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) found.Add(PostgresRows.Customer(reader, 0).State);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            keys.Add((reader.GetGuid(0), new CustomerKey(new Scope(reader.GetString(1)), (IdentifierKind)reader.GetInt16(2), reader.GetString(3)), reader.GetBoolean(4)));

        var byCustomer = keys.ToLookup(k => (k.Customer, k.Shared), k => k.Key);
        return found.ConvertAll(c => new Candidate(c, [.. byCustomer[(c.Id.Value, false)]], [.. byCustomer[(c.Id.Value, true)]]));
    }

    public async Task<IReadOnlyList<(CustomerKey Key, CustomerId Customer)>> LeadToAsync(IReadOnlyCollection<CustomerKey> keys, CancellationToken cancel)
    {
        var found = new List<(CustomerKey, CustomerId)>();
        if (keys.Count == 0) return found;
        await using var command = pool.CreateCommand(ByKey);
        command.Parameters.Add(Array(NpgsqlDbType.Text, keys.Select(k => k.Scope.Value)));
        command.Parameters.Add(Array(NpgsqlDbType.Smallint, keys.Select(k => (short)k.Kind)));
        command.Parameters.Add(Array(NpgsqlDbType.Text, keys.Select(k => k.Value)));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            found.Add((new CustomerKey(new Scope(reader.GetString(0)), (IdentifierKind)reader.GetInt16(1), reader.GetString(2)), new CustomerId(reader.GetGuid(3))));
        return found;
    }

    public async Task<IReadOnlyList<Candidate>> FindAsync(CandidateQuery query, CancellationToken cancel)
    {
        await using var batch = pool.CreateBatch();
        Add(batch, BySharedKey,
            Array(NpgsqlDbType.Smallint, query.Shared.Select(k => (short)k.Kind)), Array(NpgsqlDbType.Text, query.Shared.Select(k => k.Value)),
            Value(query.Scope.Value), Value(query.PerWay));
        Add(batch, ByNearPhone,
            Array(NpgsqlDbType.Text, query.NearPhones), Value((short)IdentifierKind.Phone), Value(query.Scope.Value), Value(query.PerWay));
        foreach (var name in query.Names.Take(CandidateQuery.MostNames)) AddName(batch, query, name);

        var ids = new HashSet<CustomerId>();
        await using (var reader = await batch.ExecuteReaderAsync(cancel))
        {
            do
            {
                while (await reader.ReadAsync(cancel)) ids.Add(new CustomerId(reader.GetGuid(0)));
            }
            while (await reader.NextResultAsync(cancel));
        }

        return await ReadAsync(ids.Take(query.Limit).ToList(), cancel);
    }

    void AddName(NpgsqlBatch batch, CandidateQuery query, NameText name)
    {
        var beginning = string.Concat(name.Core.EnumerateRunes().Take(BeginningChars));
        if (trigrams.Available && beginning.Length < name.Core.Length)
        {
            Add(batch, BySimilarName, Value(name.Core), Value(query.Scope.Value), Value(query.PerWay), Value(name.Rest));
            return;
        }

        Add(batch, trigrams.Available ? ByShortName : ByBeginning, Value(beginning), Value(beginning + "\U0010FFFF"), Value(query.Scope.Value), Value(name.Core), Value(query.PerWay), Value(name.Rest));
    }

    static async Task WriteAsync(NpgsqlConnection connection, NameStep step, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (step.From == 0) Add(batch, "DELETE FROM names");
        else if (step.Customers.Count > 0) Add(batch, "DELETE FROM names WHERE customer_id = ANY ($1)", Array(NpgsqlDbType.Uuid, step.Customers.Select(c => c.Value)));
        if (step.Names.Count > 0)
        {
            Add(batch, "INSERT INTO names (customer_id, scope, core, rest) SELECT * FROM unnest($1, $2, $3, $4)",
                Array(NpgsqlDbType.Uuid, step.Names.Select(n => n.Customer.Value)), Array(NpgsqlDbType.Text, step.Names.Select(n => n.Scope.Value)),
                Array(NpgsqlDbType.Text, step.Names.Select(n => n.Name.Core)), Array(NpgsqlDbType.Text, step.Names.Select(n => n.Name.Rest)));
        }

        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancel);
    }

    static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    static NpgsqlParameter Array<T>(NpgsqlDbType element, IEnumerable<T> values) =>
        new NpgsqlParameter<T[]> { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | element };
}
