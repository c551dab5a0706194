using System.Collections.Concurrent;

namespace Arbiter.Storage.Sqlite;

/// <summary>A bounded number of reading connections. SQLite's calls block, so each read runs on a thread of its own meanwhile.</summary>
sealed class SqliteReaders(Func<SqliteDatabase> open, int most) : IDisposable
{
    readonly SemaphoreSlim free = new(most);
    readonly ConcurrentBag<SqliteDatabase> idle = [];

    /// <summary>Runs <paramref name="read"/> on one snapshot.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteDatabase, T> read, CancellationToken cancel)
    {
        await free.WaitAsync(cancel);
        try
        {
            return await Task.Run(() => Read(read), cancel);
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out var database)) database.Dispose();
        free.Dispose();
    }

    T Read<T>(Func<SqliteDatabase, T> read)
    {
        var database = idle.TryTake(out var known) ? known : open();
        try
        {
            database.Execute("BEGIN");
            var result = read(database);
            database.Execute("COMMIT");
            idle.Add(database);
            return result;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
