using Arbiter.Engine.Journal;
using Arbiter.Engine.Queries;
using Arbiter.Engine.Similar;
using Arbiter.Storage.Schema;

namespace Arbiter.Storage.Sqlite;

/// <summary>Arbiter in one file, served by one process.</summary>
public sealed class SqliteStore : IStore
{
    const int EngineConnections = 4;

    readonly string path;
    readonly SqliteLock? served;
    readonly SqliteReaders readers;
    readonly SqliteReaders engineReaders;
    readonly SqliteJournal journal;
    bool disposed;

    SqliteStore(string path, SqliteLock? served, TimeProvider time, StoreOptions options)
    {
        this.path = path;
        this.served = served;
        Description = $"SQLite {path}";
        readers = new SqliteReaders(OpenReader, options.QueryConnections);
        // Of its own: commits wait for loads, and loads are not to wait for what people look at.
        engineReaders = new SqliteReaders(OpenReader, EngineConnections);
        journal = new SqliteJournal(path, engineReaders, time, options, readOnly: served is null);
        Queries = new SqliteQueries(readers, journal);
        Identity = new SqliteIdentityIndex(readers, journal, time);
    }

    SqliteDatabase OpenReader() => served is null ? SqliteDatabase.OpenReadOnly(path) : SqliteDatabase.OpenReader(path);

    public string Description { get; }

    public IJournal Journal => journal;

    public IQueries Queries { get; }

    public IIdentityIndex Identity { get; }

    public IReplicas? Replicas => null;

    /// <summary>Takes the file for this process.</summary>
    /// <exception cref="StoreRefusedException">Another process serves it, or it cannot be written there.</exception>
    public static SqliteStore Open(string path, TimeProvider time, StoreOptions options)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new SqliteStore(path, SqliteLock.Take(path), time, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException(
                $"'{path}' cannot be written ({e.GetType().Name}). Give a file in a folder that can: 'Data Source=/data/arbiter.db'; or use PostgreSQL: 'Host=…;Database=…'.");
        }
    }

    /// <summary>Reads a file that a server may be using.</summary>
    public static SqliteStore OpenReadOnly(string path, TimeProvider time, StoreOptions options) => File.Exists(path)
        ? new SqliteStore(path, null, time, options)
        : throw new StoreRefusedException($"There is no database at '{path}'.");

    public Task<Migrated> MigrateAsync(CancellationToken cancel) => Task.Run(
        () =>
        {
            if (served is not null)
            {
                using var writer = SqliteDatabase.OpenWriter(path);
                return new Migrated(SqliteMigrations.Run(writer, Migration.Of("Sqlite")), null);
            }

            using var reader = SqliteDatabase.OpenReadOnly(path);
            SqliteMigrations.RequireComplete(reader, Migration.Of("Sqlite"));
            return Migrated.Nothing;
        },
        cancel);

    public async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        await journal.DisposeAsync();
        readers.Dispose();
        engineReaders.Dispose();
        served?.Dispose();
    }
}
