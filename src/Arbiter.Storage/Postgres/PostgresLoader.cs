using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;
using Arbiter.Engine.Journal;
using Arbiter.Storage.Rows;
using Npgsql;
using NpgsqlTypes;

namespace Arbiter.Storage.Postgres;

/// <summary>The one connection that loads: everything asked for in one round trip. Rows come back with the place of their question, not with the question.</summary>
sealed class PostgresLoader(NpgsqlConnection connection) : IAsyncDisposable
{
    const string Keys = $"""
        SELECT k.n, t.shared, t.dismissed_others, {PostgresRows.CustomerColumns}
        FROM unnest($1, $2, $3) WITH ORDINALITY AS k(scope, kind, value, n)
        JOIN keys t ON t.value = k.value AND t.kind = k.kind AND t.scope = k.scope
        JOIN customers c ON c.id = t.customer_id
        {PostgresRows.WithConflict}
        """;

    const string Customers = $"""
        SELECT {PostgresRows.CustomerColumns} FROM unnest($1) AS i(id) JOIN customers c ON c.id = i.id {PostgresRows.WithConflict}
        """;

    const string Claimants = """
        SELECT q.n, t.holdings, t.day, t.claims_today, t.look_ups_today, t.version
        FROM unnest($1, $2) WITH ORDINALITY AS q(scope, rep, n) JOIN claimants t ON t.scope = q.scope AND t.rep = q.rep
        """;

    const string Requests = """
        SELECT r.n, t.digest, t.outcome, t.seq
        FROM unnest($1, $2) WITH ORDINALITY AS r(caller, key, n) JOIN requests t ON t.caller = r.caller AND t.key = r.key
        """;

    public async Task<Loaded> LoadAsync(LoadRequest request, CancellationToken cancel)
    {
        var loaded = new Loaded();
        if (request.IsEmpty) return loaded;
        await using var batch = Build(request);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        if (request.Keys.Count > 0) await ReadKeysAsync(reader, request, loaded, cancel);
        if (request.Customers.Count > 0) await ReadCustomersAsync(reader, loaded, cancel);
        if (request.Claimants.Count > 0) await ReadClaimantsAsync(reader, request, loaded, cancel);
        if (request.Requests.Count > 0) await ReadRequestsAsync(reader, request, loaded, cancel);
        return loaded;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    NpgsqlBatch Build(LoadRequest request)
    {
        var batch = new NpgsqlBatch(connection);
        if (request.Keys.Count > 0)
        {
            Add(
                Keys,
                Array(NpgsqlDbType.Text, request.Keys.ConvertAll(k => k.Scope.Value)),
                Array(NpgsqlDbType.Smallint, request.Keys.ConvertAll(k => (short)k.Kind)),
                Array(NpgsqlDbType.Text, request.Keys.ConvertAll(k => k.Value)));
        }

        if (request.Customers.Count > 0) Add(Customers, Array(NpgsqlDbType.Uuid, request.Customers.ConvertAll(c => c.Value)));
        if (request.Claimants.Count > 0)
        {
            Add(
                Claimants,
                Array(NpgsqlDbType.Text, request.Claimants.ConvertAll(c => c.Scope.Value)),
                Array(NpgsqlDbType.Text, request.Claimants.ConvertAll(c => c.Rep.Value)));
        }

        if (request.Requests.Count > 0)
        {
            Add(
                Requests,
                Array(NpgsqlDbType.Text, request.Requests.ConvertAll(r => r.Caller)),
                Array(NpgsqlDbType.Text, request.Requests.ConvertAll(r => r.Key)));
        }

        return batch;

        void Add(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var parameter in parameters) command.Parameters.Add(parameter);
            batch.BatchCommands.Add(command);
        }
    }

    static async Task ReadKeysAsync(NpgsqlDataReader reader, LoadRequest request, Loaded loaded, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
        {
            var customer = PostgresRows.Customer(reader, 3);
            var key = request.Keys[(int)reader.GetInt64(0) - 1];
            loaded.Keys[key] = customer.State.Id;
            var sharing = new Sharing(reader.GetBoolean(1), reader.IsDBNull(2) ? 0 : reader.GetInt32(2));
            if (sharing != default) (loaded.Sharings ??= []).Add(key, sharing);
            loaded.Customers[customer.State.Id] = customer;
        }

        await reader.NextResultAsync(cancel);
    }

    static async Task ReadCustomersAsync(NpgsqlDataReader reader, Loaded loaded, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
        {
            var customer = PostgresRows.Customer(reader, 0);
            loaded.Customers[customer.State.Id] = customer;
        }

        await reader.NextResultAsync(cancel);
    }

    static async Task ReadClaimantsAsync(NpgsqlDataReader reader, LoadRequest request, Loaded loaded, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
        {
            var id = request.Claimants[(int)reader.GetInt64(0) - 1];
            var state = new Claimant(id)
            {
                Holdings = reader.GetInt32(1),
                Day = reader.GetInt32(2),
                ClaimsToday = reader.GetInt32(3),
                LookUpsToday = reader.GetInt32(4),
            };
            loaded.Claimants[id] = new LoadedClaimant(state, reader.GetInt64(5));
        }

        await reader.NextResultAsync(cancel);
    }

    static async Task ReadRequestsAsync(NpgsqlDataReader reader, LoadRequest request, Loaded loaded, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
        {
            loaded.Requests[request.Requests[(int)reader.GetInt64(0) - 1]] =
                new LoadedRequest(Digests.FromGuid(reader.GetGuid(1)), reader.GetString(2), reader.GetInt64(3));
        }

        await reader.NextResultAsync(cancel);
    }

    static NpgsqlParameter Array<T>(NpgsqlDbType element, List<T> values) =>
        new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };
}
