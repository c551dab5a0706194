using SQLitePCL;

namespace Arbiter.Storage.Sqlite;

/// <summary>One connection to the file. Used by one thread at a time.</summary>
sealed class SqliteDatabase : IDisposable
{
    const int BusyTimeoutMs = 5_000;

    readonly sqlite3 handle;
    readonly Dictionary<string, Statement> prepared = [];

    static SqliteDatabase() => Batteries_V2.Init();

    SqliteDatabase(sqlite3 handle) => this.handle = handle;

    public int Changes => raw.sqlite3_changes(handle);

    /// <summary>
    /// The one connection that writes. FULL: a commit is on the disk before it is answered (P2). A checkpoint is a part of the commit that comes upon it, and holds up what waits behind:
    /// rather often a short one than now and then a long one.
    /// </summary>
    public static SqliteDatabase OpenWriter(string path) => Open(
        path,
        raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 2000; "
        + "PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY");

    public static SqliteDatabase OpenReader(string path) => Open(
        path, raw.SQLITE_OPEN_READWRITE, "PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY");

    /// <summary>Does not create the file, and writes nothing but SQLite's own shared index beside it.</summary>
    public static SqliteDatabase OpenReadOnly(string path) => Open(path, raw.SQLITE_OPEN_READONLY, "PRAGMA cache_size = -8192");

    /// <summary>The statement for <paramref name="sql"/>, prepared at its first use and ready to bind. Only for texts that the program itself holds: all are kept.</summary>
    public Statement Use(string sql)
    {
        if (prepared.TryGetValue(sql, out var statement)) return statement.Begin();
        var result = raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var made);
        if (result != raw.SQLITE_OK) throw Fault(result);
        return prepared[sql] = new Statement(this, made);
    }

    public void Execute(string sql)
    {
        var result = raw.sqlite3_exec(handle, sql);
        if (result != raw.SQLITE_OK) throw Fault(result);
    }

    /// <summary>Ends the transaction under way, if there is one (some errors end it by themselves).</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(handle) == 0) raw.sqlite3_exec(handle, "ROLLBACK");
    }

    public SqliteFaultException Fault(int result) =>
        new(result, $"SQLite error {result}: {raw.sqlite3_errmsg(handle).utf8_to_string()}.");

    public void Dispose()
    {
        foreach (var statement in prepared.Values) statement.Dispose();
        prepared.Clear();
        handle.Dispose();
    }

    static SqliteDatabase Open(string path, int flags, string pragmas)
    {
        var result = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new SqliteDatabase(handle);
        try
        {
            if (result != raw.SQLITE_OK) throw database.Fault(result);
            raw.sqlite3_busy_timeout(handle, BusyTimeoutMs);
            database.Execute(pragmas);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}

/// <summary>An error of SQLite. Its messages name tables and columns, never what stands in them.</summary>
public sealed class SqliteFaultException(int code, string message) : System.Data.Common.DbException(message)
{
    public int Code { get; } = code;
}
