using Arbiter.Storage.Schema;

namespace Arbiter.Storage.Sqlite;

/// <summary>Brings the schema up to date, in one transaction that keeps everybody else out: nobody else serves the file, so that contracts need not wait.</summary>
static class SqliteMigrations
{
    public static IReadOnlyList<string> Run(SqliteDatabase database, IReadOnlyList<Migration> known)
    {
        database.Execute("BEGIN EXCLUSIVE");
        try
        {
            database.Execute(
                "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL, needs INTEGER NOT NULL DEFAULT 0) STRICT");
            if (!KeepsNeeds(database)) database.Execute("ALTER TABLE migrations ADD COLUMN needs INTEGER NOT NULL DEFAULT 0");
            var missing = MigrationPlan.Missing(known, Applied(database));
            foreach (var migration in missing)
            {
                database.Execute(migration.Sql);
                database.Use("INSERT INTO migrations (number, name, sha256, applied_at, needs) VALUES (?, ?, ?, datetime(), ?)")
                    .Add(migration.Number).Add(migration.Name).Add(migration.Sha256).Add(migration.Needs).Run();
            }

            database.Execute("COMMIT");
            return [.. missing.Select(m => m.Description)];
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
        // A file that is only read may be from before that column was there.
        var rows = database.Use($"SELECT number, name, sha256, {(KeepsNeeds(database) ? "needs" : "0")} FROM migrations ORDER BY number");
        while (rows.Next()) applied.Add(new AppliedMigration(rows.Int(0), rows.Text(1), rows.Text(2), rows.Int(3)));
        return applied;
    }

    /// <summary>Read to its end: a statement left at its row would stand in the way of changing the table.</summary>
    static bool KeepsNeeds(SqliteDatabase database) =>
        SqliteRows.List(database.Use("SELECT 1 FROM pragma_table_info('migrations') WHERE name = 'needs'"), row => row.Int(0)).Count > 0;
}
