using Arbiter.Engine.Journal;
using Arbiter.Storage.Postgres;
using Arbiter.Storage.Sqlite;
using Npgsql;

namespace Arbiter.Storage;

/// <summary>Opens the database that one setting names.</summary>
public static class Stores
{
    public const string DefaultPath = "./data/arbiter.db";

    /// <summary>
    /// Opens a database for serving. Nothing given: SQLite at <see cref="DefaultPath"/>; <c>Data Source=…</c>: SQLite there;
    /// <c>Host=…</c> or <c>postgres://…</c>: PostgreSQL.
    /// </summary>
    /// <exception cref="StoreRefusedException">The setting is not understood, or another process serves the same SQLite file.</exception>
    public static IStore Open(string? connectionString, TimeProvider time, StoreOptions options) =>
        PathOf(connectionString) is { } path
            ? SqliteStore.Open(path, time, options)
            : PostgresStore.Open(connectionString!, time, options, readOnly: false);

    /// <summary>Opens a database only to read it, also while a server uses it. Takes no lock and changes nothing, not even the schema.</summary>
    public static IStore OpenReadOnly(string? connectionString, TimeProvider time, StoreOptions options) =>
        PathOf(connectionString) is { } path
            ? SqliteStore.OpenReadOnly(path, time, options)
            : PostgresStore.Open(connectionString!, time, options, readOnly: true);

    /// <summary>Connections to the PostgreSQL that the setting names, for what lives beside the store; null when it names none. The caller's to dispose.</summary>
    /// <param name="connections">At most so many at a time.</param>
    /// <exception cref="StoreRefusedException">The setting is not understood.</exception>
    public static NpgsqlDataSource? OpenBeside(string? connectionString, int connections)
    {
        if (PathOf(connectionString) is not null) return null;
        var address = PostgresAddress.Parse(connectionString!);
        return new PostgresPrimary(address, TimeProvider.System).Source(PostgresAddress.ForQueries(address, connections, readOnly: false), mayGuess: true);
    }

    /// <summary>The SQLite file that is meant, or null for PostgreSQL.</summary>
    static string? PathOf(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString)) return DefaultPath;
        var text = connectionString.Trim();
        if (PostgresAddress.IsUrl(text)) return null;

        var parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2, StringSplitOptions.TrimEntries))
            .ToList();
        if (parts.Any(p => p.Length == 2 && (Is(p[0], "Host") || Is(p[0], "Server")))) return null;
        if (parts is [[var name, { Length: > 0 } path]] && (Is(name, "Data Source") || Is(name, "DataSource"))) return path;

        // The setting may hold a password: it is not repeated here.
        throw new StoreRefusedException(
            "The database setting is not understood. Give 'Data Source=<file>' for SQLite, or 'Host=…;Database=…' or 'postgres://…' for PostgreSQL.");
    }

    static bool Is(string text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);
}
