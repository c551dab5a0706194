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

    [Theory]
    [InlineData("-- expand\nCREATE TABLE c ();\n", 0, false)]
    [InlineData("-- contract: needs 2\nDROP TABLE a;\n", 2, true)]
    [InlineData("CREATE TABLE c ();\n", 3, false)]
    [InlineData("-- Expands the table c.\nCREATE TABLE c ();\n", 3, false)]
    public void The_first_line_says_who_may_go_on(string sql, int needs, bool contract)
    {
        var migration = Migration.Create("0003_three", sql);
        Assert.Equal(needs, migration.Needs);
        Assert.Equal(contract, migration.IsContract);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_contract_needs_a_level_below_its_own(int needs) =>
        Assert.Throws<FormatException>(() => Migration.Create("0003_three", $"-- contract: needs {needs}\nDROP TABLE a;\n"));

    [Fact]
    public void What_is_released_says_who_may_go_on()
    {
        // The baseline, which every program has to know, is closed: whatever comes later has to be an expansion or a contract.
        Assert.Equal(4, Migration.Of("Postgres").Count(m => m.Needs == m.Number));
        Assert.Equal(3, Migration.Of("Sqlite").Count(m => m.Needs == m.Number));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void A_database_of_a_newer_program_is_used_unless_a_contract_shuts_this_one_out(int needs, bool used)
    {
        AppliedMigration[] applied = [.. Known.Select(Applied), new AppliedMigration(3, "0003_three", "x", 0), new AppliedMigration(4, "0004_four", "y", needs)];
        if (used) Assert.Empty(MigrationPlan.Missing(Known, applied));
        else Assert.Contains("newer", Assert.Throws<StoreRefusedException>(() => MigrationPlan.Missing(Known, applied)).Message);
    }

    [Fact]
    public void A_contract_that_waits_is_no_lack()
    {
        Migration[] known = [.. Known, Migration.Create("0003_three", "-- expand\nCREATE TABLE c ();\n"), Migration.Create("0004_four", "-- contract: needs 3\nDROP TABLE a;\n")];
        MigrationPlan.RequireComplete(known, [.. known.Take(3).Select(Applied)]);
        Assert.Throws<StoreRefusedException>(() => MigrationPlan.RequireComplete(known, [.. known.Take(2).Select(Applied)]));
    }

    [Fact]
    public void Line_ends_do_not_make_another_migration() =>
        Assert.Equal(Known[0].Sha256, Migration.Create("0001_one", "CREATE TABLE a ();\r\n").Sha256);

    static AppliedMigration Applied(Migration m) => new(m.Number, m.Name, m.Sha256, m.Needs);
}
