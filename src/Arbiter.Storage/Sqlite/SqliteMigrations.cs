using Arbiter.Storage.Schema;

namespace Arbiter.Storage.Sqlite;

/// <summary>Brings the schema up to date, in one transaction that keeps everybody else out.</summary>
static class SqliteMigrations
{
    public static IReadOnlyList<string> Run(SqliteDatabase database, IReadOnlyList<Migration> known)
    {
        database.Execute("BEGIN EXCLUSIVE");
        try
        {
            database.Execute(
                "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT");
            var missing = MigrationPlan.Missing(known, Applied(database));
            foreach (var migration in missing)
            {
                database.Execute(migration.Sql);
                database.Use("INSERT INTO migrations (number, name, sha256, applied_at) VALUES (?, ?, ?, datetime())")
                    .Add(migration.Number).Add(migration.Name).Add(migration.Sha256).Run();
            }

            database.Execute("COMMIT");
            return [.. missing.Select(m => m.Name)];
        }
        catch
        {
            database.Rollback();
            throw;
        }
    }

    public static void RequireComplete(SqliteDatabase database, IReadOnlyList<Migration> known)
    {
        var any = database.Use("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").Next();
        MigrationPlan.RequireComplete(known, any ? Applied(database) : []);
    }

    static List<AppliedMigration> Applied(SqliteDatabase database)
    {
        var applied = new List<AppliedMigration>();
        var rows = database.Use("SELECT number, name, sha256 FROM migrations ORDER BY number");
        while (rows.Next()) applied.Add(new AppliedMigration(rows.Int(0), rows.Text(1), rows.Text(2)));
        return applied;
    }
}
