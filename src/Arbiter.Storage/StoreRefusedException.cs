namespace Arbiter.Storage;

/// <summary>A database that cannot be used as asked. The message says why and what to do, and is meant for the person who started the program.</summary>
/// <param name="lacksMigration">It only lacks a migration: whoever waits until somebody has run it may try again.</param>
public sealed class StoreRefusedException(string message, bool lacksMigration = false) : Exception(message)
{
    public bool LacksMigration => lacksMigration;
}
