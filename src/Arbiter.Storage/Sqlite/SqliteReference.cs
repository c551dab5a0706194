using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;
using Arbiter.Storage.Rows;

namespace Arbiter.Storage.Sqlite;

/// <summary>Policies, roster, tokens and keys marked in advance: written rarely, read as a whole.</summary>
static class SqliteReference
{
    public static void Write(SqliteDatabase database, Batch batch)
    {
        foreach (var policy in batch.Policies)
        {
            var fresh = database.Use("INSERT INTO policies (scope, version, body) VALUES (?, ?, ?)")
                .Add(policy.Scope.Value).Add(policy.Version).Add(StateJson.Write(policy)).TryInsert();
            if (!fresh) throw new FencedException("policies");
        }

        foreach (var team in batch.Teams)
            database.Use("INSERT OR REPLACE INTO teams (id, name) VALUES (?, ?)").Add(team.Id.Value).Add(team.Name).Run();
        foreach (var rep in batch.Reps)
        {
            database.Use("INSERT OR REPLACE INTO reps (id, name, team, active) VALUES (?, ?, ?, ?)")
                .Add(rep.Id.Value).Add(rep.Name).Add(rep.Team?.Value).Add(rep.Active ? 1 : 0).Run();
        }

        foreach (var token in batch.Tokens)
        {
            database.Use("INSERT OR REPLACE INTO tokens (id, name, role, rep, sha256, issued_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
                .Add(token.Id).Add(token.Name).Add((long)token.Role).Add(token.Rep?.Value).Add(token.Sha256).Add(token.IssuedAt).Add(token.RevokedAt).Run();
        }

        foreach (var mark in batch.NetMarks().Where(m => m.Customer is null)) Mark(database, mark);
    }

    static void Mark(SqliteDatabase database, KeyMark mark)
    {
        var written = mark.After.Marked
            ? Key(database.Use("INSERT INTO shared_keys (value, kind, scope) VALUES (?, ?, ?)")).TryInsert()
            : Key(database.Use("DELETE FROM shared_keys WHERE value = ? AND kind = ? AND scope = ?")).Run() == 1;
        if (!written) throw new FencedException("shared_keys");

        Statement Key(Statement statement) => statement.Add(mark.Key.Value).Add((long)mark.Key.Kind).Add(mark.Key.Scope.Value);
    }

    public static Reference Load(SqliteDatabase database)
    {
        var reference = new ReferenceBuilder();
        var policies = database.Use("SELECT scope, version, body FROM policies ORDER BY scope, version");
        while (policies.Next()) reference.Add(StateJson.Policy(policies.Text(0), policies.Int(1), policies.Text(2)));
        var teams = database.Use("SELECT id, name FROM teams");
        while (teams.Next()) reference.Add(new Team(new TeamId(teams.Text(0)), teams.Text(1)));
        var reps = database.Use("SELECT id, name, team, active FROM reps");
        while (reps.Next()) reference.Add(Rep(reps));
        var tokens = database.Use("SELECT id, name, role, rep, sha256, issued_at, revoked_at FROM tokens");
        while (tokens.Next()) reference.Add(Token(tokens));
        var shared = database.Use("SELECT scope, kind, value FROM shared_keys");
        while (shared.Next()) reference.Add(new CustomerKey(new Scope(shared.Text(0)), (IdentifierKind)shared.Int(1), shared.Text(2)));
        return reference.Build();
    }

    static Rep Rep(Statement row) => new(
        new RepId(row.Text(0)), row.Text(1), row.TextOrNull(2) is { } team ? new TeamId(team) : null, row.Int(3) != 0);

    static AccessToken Token(Statement row) => new(
        row.Text(0),
        row.Text(1),
        (Role)row.Int(2),
        row.TextOrNull(3) is { } rep ? new RepId(rep) : null,
        row.Text(4),
        row.Time(5),
        row.TimeOrNull(6));
}
