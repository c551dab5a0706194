using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Similar;
using Arbiter.Storage.Rows;
using Npgsql;
using NpgsqlTypes;

namespace Arbiter.Storage.Postgres;

/// <summary>The index of identity on PostgreSQL: names by pg_trgm, or by their beginning where that is not to be had; keys by their own tables.</summary>
sealed class PostgresIdentityIndex(NpgsqlDataSource pool, TimeProvider time, int level, bool readOnly) : IIdentityIndex
{
    const string Checkpoint = "names ";

    /// <summary>Only the first so many characters count where there are no trigrams.</summary>
    const int BeginningChars = 2;

    /// <summary>Ways of looking that come before the names in a batch.</summary>
    const int KeyWays = 2;

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

    /// <summary>
    /// The same core, and what shares with the name what a slip leaves of it. Each way brings up few, and no more than that where a name is made of what thousands share;
    /// which ones, is then left to the index.
    /// </summary>
    const string BySimilarName = """
        (SELECT customer_id, whole, core FROM names WHERE core = $2 AND scope = $1 ORDER BY whole = core DESC LIMIT 200)
        UNION ALL
        SELECT n.* FROM unnest($3, $4, $5) AS p(a, b, c)
        CROSS JOIN LATERAL (
          SELECT customer_id, whole, core FROM names WHERE whole LIKE p.a AND whole LIKE p.b AND whole LIKE p.c AND scope = $1 LIMIT 200
        ) AS n
        """;

    /// <summary>Some pages of names, and which share of all they are, in percent.</summary>
    const string Sample = """
        WITH share AS (SELECT least(100, 100 * 300 / greatest(1, pg_relation_size('names') / 8192.0)) AS percent)
        SELECT percent::float8, ARRAY(SELECT whole FROM names TABLESAMPLE SYSTEM ((SELECT percent FROM share)) LIMIT $1) FROM share
        """;

    /// <summary>The same core, and what begins alike.</summary>
    const string ByBeginning = """
        (SELECT customer_id, whole, core FROM names WHERE core = $2 AND scope = $1 ORDER BY whole = $5 DESC, whole = core DESC LIMIT 200)
        UNION ALL
        (SELECT customer_id, whole, core FROM names WHERE core >= $3 AND core < $4 AND scope = $1 ORDER BY core LIMIT 200)
        """;

    readonly PostgresTrigrams trigrams = new(pool, readOnly);

    readonly TrigramSampler common = new(time, cancel => SampleAsync(pool, cancel));

    public async Task<string?> PrepareAsync(CancellationToken cancel)
    {
        var why = await trigrams.PrepareAsync(cancel);
        await common.LearnAsync();
        return why;
    }

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
            INSERT INTO checkpoints AS c (name, seq, body) SELECT $1, $2, '' WHERE arbiter_require($4)
            ON CONFLICT (name) DO UPDATE SET seq = excluded.seq WHERE c.seq = $3
            """,
            connection)
        { Parameters = { new() { Value = Checkpoint + step.Rule }, new() { Value = step.To }, new() { Value = step.From }, new() { Value = level } } };
        if (await move.ExecuteNonQueryAsync(cancel) == 0) return false;
        await WriteAsync(connection, step, cancel);
        await transaction.CommitAsync(cancel);
        common.Wrote(step.Names.Count);
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
        var names = query.Names.Take(CandidateQuery.MostNames).ToList();
        foreach (var name in names) AddName(batch, query.Scope, name);

        var ids = new HashSet<CustomerId>();
        await using (var reader = await batch.ExecuteReaderAsync(cancel))
        {
            for (var way = 0; way < KeyWays; way++, await reader.NextResultAsync(cancel))
            {
                while (await reader.ReadAsync(cancel)) ids.Add(new CustomerId(reader.GetGuid(0)));
            }

            foreach (var name in names)
            {
                ids.UnionWith(FoundName.Best(name, await FoundAsync(reader, cancel), query.PerWay));
                await reader.NextResultAsync(cancel);
            }
        }

        return await ReadAsync(ids.Take(query.Limit).ToList(), cancel);
    }

    static async Task<List<FoundName>> FoundAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        var found = new List<FoundName>();
        while (await reader.ReadAsync(cancel)) found.Add(new FoundName(new CustomerId(reader.GetGuid(0)), new NameText(reader.GetString(1), reader.GetString(2))));
        return found;
    }

    void AddName(NpgsqlBatch batch, Scope scope, NameText name)
    {
        if (trigrams.Available && common.Known.Probes(name.Whole) is { Count: > 0 } probes)
        {
            // A list of fewer trigrams repeats its last one.
            NpgsqlParameter Patterns(int place) => Array(NpgsqlDbType.Text, probes.Select(probe => Trigrams.Like(probe[Math.Min(place, probe.Count - 1)])));
            Add(batch, BySimilarName, Value(scope.Value), Value(name.Core), Patterns(0), Patterns(1), Patterns(2));
            return;
        }

        var beginning = string.Concat(name.Core.EnumerateRunes().Take(BeginningChars));
        Add(batch, ByBeginning, Value(scope.Value), Value(name.Core), Value(beginning), Value(beginning + "\U0010FFFF"), Value(name.Whole));
    }

    static async Task<CommonTrigrams> SampleAsync(NpgsqlDataSource pool, CancellationToken cancel)
    {
        await using var command = pool.CreateCommand(Sample);
        command.Parameters.Add(Value((long)CommonTrigrams.MostSampled));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return CommonTrigrams.Of(reader.GetFieldValue<string[]>(1), reader.GetDouble(0) / 100);
    }

    static async Task WriteAsync(NpgsqlConnection connection, NameStep step, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (step.From == 0) Add(batch, "DELETE FROM names");
        else if (step.Customers.Count > 0) Add(batch, "DELETE FROM names WHERE customer_id = ANY ($1)", Array(NpgsqlDbType.Uuid, step.Customers.Select(c => c.Value)));
        if (step.Names.Count > 0)
        {
            Add(batch, "INSERT INTO names (customer_id, scope, whole, core) SELECT * FROM unnest($1, $2, $3, $4)",
                Array(NpgsqlDbType.Uuid, step.Names.Select(n => n.Customer.Value)), Array(NpgsqlDbType.Text, step.Names.Select(n => n.Scope.Value)),
                Array(NpgsqlDbType.Text, step.Names.Select(n => n.Name.Whole)), Array(NpgsqlDbType.Text, step.Names.Select(n => n.Name.Core)));
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
