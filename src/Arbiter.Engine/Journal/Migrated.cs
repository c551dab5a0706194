namespace Arbiter.Engine.Journal;

/// <summary>What was done to a schema.</summary>
/// <param name="Ran">The migrations that were run, in order, and what each means for servers that are running; for people.</param>
/// <param name="Waits">Why a contract was not run; it can wait. Null when nothing is left to do.</param>
public sealed record Migrated(IReadOnlyList<string> Ran, string? Waits)
{
    public static Migrated Nothing { get; } = new([], null);
}
