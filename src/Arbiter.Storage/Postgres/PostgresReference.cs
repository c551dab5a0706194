using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Storage.Rows;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>Reads policies, roster, tokens and keys marked in advance in one round trip.</summary>
static class PostgresReference
{
    public static async Task<Reference> LoadAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT DISTINCT ON (scope) scope, version, body FROM policies ORDER BY scope, version DESC"),
                new("SELECT id, name FROM teams"),
                new("SELECT id, name, team, active FROM reps"),
                new("SELECT id, name, role, rep, sha256, issued_at, revoked_at FROM tokens"),
                new("SELECT scope, kind, value FROM shared_keys"),
            },
        };
        var reference = new ReferenceBuilder();
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) reference.Add(StateJson.Policy(reader.GetString(0), reader.GetInt32(1), reader.GetString(2)));
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel)) reference.Add(new Team(new TeamId(reader.GetString(0)), reader.GetString(1)));
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel)) reference.Add(Rep(reader));
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel)) reference.Add(Token(reader));
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel)) reference.Add(new CustomerKey(new Scope(reader.GetString(0)), (IdentifierKind)reader.GetInt16(1), reader.GetString(2)));
        return reference.Build();
    }

    static Rep Rep(NpgsqlDataReader row) => new(
        new RepId(row.GetString(0)), row.GetString(1), row.IsDBNull(2) ? null : new TeamId(row.GetString(2)), row.GetBoolean(3));

    static AccessToken Token(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        (Role)row.GetInt16(2),
        row.IsDBNull(3) ? null : new RepId(row.GetString(3)),
        row.GetString(4),
        row.GetFieldValue<DateTimeOffset>(5),
        row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6));
}
