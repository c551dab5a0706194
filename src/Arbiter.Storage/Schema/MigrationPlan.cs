namespace Arbiter.Storage.Schema;

/// <summary>A migration as the database remembers it.</summary>
public readonly record struct AppliedMigration(int Number, string Name, string Sha256, int Needs);

/// <summary>Compares what a database has with what the program knows.</summary>
public static class MigrationPlan
{
    /// <summary>The level of a program: the last migration that it knows.</summary>
    public static int LevelOf(IReadOnlyList<Migration> known) => known.Count == 0 ? 0 : known[^1].Number;

    /// <summary>The last migration that a program cannot do without: a contract that waits is no lack, because it only takes away.</summary>
    public static int RequiredBy(IReadOnlyList<Migration> known) => known.LastOrDefault(m => !m.IsContract)?.Number ?? 0;

    /// <summary>
    /// The migrations still to be run, in order. A database may have further ones, of a newer program, as long as none of them shuts this program out.
    /// </summary>
    /// <exception cref="StoreRefusedException">The database is not one that this program can use.</exception>
    public static IReadOnlyList<Migration> Missing(IReadOnlyList<Migration> known, IReadOnlyList<AppliedMigration> applied)
    {
        var level = LevelOf(known);
        foreach (var done in applied)
        {
            if (done.Number > level)
            {
                if (done.Needs <= level) continue;
                throw new StoreRefusedException(
                    $"The database has migration {done.Name}, which wants programs of level {done.Needs}; this one is of level {level}: the database was used by a "
                    + "newer version of Arbiter. Run that version.");
            }

            var match = known[done.Number - 1];
            if (match.Sha256 != done.Sha256)
            {
                throw new StoreRefusedException(
                    $"Migration {match.Name} was changed after it was applied to this database. Restore its text and put the change into a new migration.");
            }
        }

        return [.. known.Where(m => applied.All(a => a.Number != m.Number))];
    }

    /// <summary>Refuses a database that is not up to date, for those who may not change it.</summary>
    public static void RequireComplete(IReadOnlyList<Migration> known, IReadOnlyList<AppliedMigration> applied)
    {
        if (Missing(known, applied).FirstOrDefault() is { } first && first.Number <= RequiredBy(known))
        {
            throw new StoreRefusedException(
                $"The database lacks migration {first.Name}. Run `arbiter migrate`, or start the server once: it brings the schema up to date.", lacksMigration: true);
        }
    }
}
