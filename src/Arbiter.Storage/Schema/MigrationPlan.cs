namespace Arbiter.Storage.Schema;

/// <summary>A migration as the database remembers it.</summary>
public readonly record struct AppliedMigration(int Number, string Name, string Sha256);

/// <summary>Compares what a database has with what the program knows.</summary>
public static class MigrationPlan
{
    /// <summary>The migrations still to be run, in order.</summary>
    /// <exception cref="StoreRefusedException">The database is not one that this program can bring up to date.</exception>
    public static IReadOnlyList<Migration> Missing(IReadOnlyList<Migration> known, IReadOnlyList<AppliedMigration> applied)
    {
        foreach (var done in applied)
        {
            var match = known.FirstOrDefault(m => m.Number == done.Number) ?? throw new StoreRefusedException(
                $"The database has migration {done.Name}, which this program does not know: it was used by a newer version of Arbiter. Run that version.");
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
        if (Missing(known, applied) is [var first, ..])
        {
            throw new StoreRefusedException(
                $"The database lacks migration {first.Name}. Run `arbiter migrate`, or start the server once: it brings the schema up to date.", lacksMigration: true);
        }
    }
}
