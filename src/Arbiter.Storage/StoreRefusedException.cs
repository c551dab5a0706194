namespace Arbiter.Storage;

/// <summary>A database that cannot be used as asked. The message says why and what to do, and is meant for the person who started the program.</summary>
public class StoreRefusedException(string message) : Exception(message);

/// <summary>The database lacks a migration that this program needs: whoever waits for it to be run may try again.</summary>
public sealed class SchemaIncompleteException(string migration)
    : StoreRefusedException($"The database lacks migration {migration}. Run `arbiter migrate`, or start the server once: it brings the schema up to date.");
