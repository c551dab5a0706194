using Arbiter.Storage.Schema;

namespace Arbiter.Storage.Tests;

/// <summary>Which migrations are run, and which databases are refused.</summary>
public sealed class MigrationTests
{
    static readonly Migration[] Known = [Migration.Create("0001_one", "CREATE TABLE a ();\n"), Migration.Create("0002_two", "CREATE TABLE b ();\n")];

    [Fact]
    public void Both_databases_have_migrations_numbered_without_a_gap()
    {
        foreach (var database in (string[])["Sqlite", "Postgres"])
            Assert.Equal(Enumerable.Range(1, Migration.Of(database).Count), Migration.Of(database).Select(m => m.Number));
    }

    [Fact]
    public void Only_what_is_missing_is_run() => Assert.Equal([Known[1]], MigrationPlan.Missing(Known, [Applied(Known[0])]));

    [Fact]
    public void A_migration_changed_after_it_was_applied_is_refused()
    {
        var refused = Assert.Throws<StoreRefusedException>(() => MigrationPlan.Missing(Known, [Applied(Known[0]) with { Sha256 = "other" }]));
        Assert.Contains("0001_one was changed", refused.Message);
    }

    [Fact]
    public void A_database_of_a_newer_program_is_refused()
    {
        var refused = Assert.Throws<StoreRefusedException>(() => MigrationPlan.Missing(Known, [new AppliedMigration(3, "0003_three", "x")]));
        Assert.Contains("newer", refused.Message);
    }

    [Fact]
    public void Line_ends_do_not_make_another_migration() =>
        Assert.Equal(Known[0].Sha256, Migration.Create("0001_one", "CREATE TABLE a ();\r\n").Sha256);

    static AppliedMigration Applied(Migration m) => new(m.Number, m.Name, m.Sha256);
}
