using System.Text;
using SQLitePCL;

namespace Arbiter.Storage.Sqlite;

/// <summary>
/// A prepared statement, made once and used again and again. Straight on SQLite's own interface: the rows of a batch are many and small, and a command
/// object with parameters for each would cost more than the row.
/// </summary>
sealed class Statement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    int bound;

    /// <summary>Begins anew: forgets the row under way; every parameter has to be bound again.</summary>
    public Statement Begin()
    {
        raw.sqlite3_reset(handle);
        bound = 0;
        return this;
    }

    public Statement Add(long value)
    {
        raw.sqlite3_bind_int64(handle, ++bound, value);
        return this;
    }

    public Statement Add(DateTimeOffset value) => Add(value.ToUnixTimeMilliseconds());

    public Statement Add(DateTimeOffset? value) => value is { } instant ? Add(instant.ToUnixTimeMilliseconds()) : AddNull();

    public Statement Add(string? value)
    {
        if (value is null) return AddNull();
        if (value.Length is 0 or > 512)
        {
            raw.sqlite3_bind_text(handle, ++bound, value);
            return this;
        }

        Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(value.Length)];
        raw.sqlite3_bind_text(handle, ++bound, (ReadOnlySpan<byte>)utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
        return this;
    }

    public Statement Add(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Add(bytes);
    }

    public Statement Add(ReadOnlySpan<byte> value)
    {
        raw.sqlite3_bind_blob(handle, ++bound, value);
        return this;
    }

    public Statement AddNull()
    {
        raw.sqlite3_bind_null(handle, ++bound);
        return this;
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Next()
    {
        var result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW) return true;
        if (result == raw.SQLITE_DONE)
        {
            // Ends the read that would otherwise keep the log of the database from being folded in.
            raw.sqlite3_reset(handle);
            return false;
        }

        // Reset again tells the extended code, and leaves the statement fit for use.
        raw.sqlite3_reset(handle);
        throw database.Fault(result);
    }

    /// <summary>Runs a statement without rows; returns how many rows it changed.</summary>
    public int Run()
    {
        while (Next()) { }
        return database.Changes;
    }

    /// <summary>Runs, and says whether it failed on a row that is there already.</summary>
    public bool TryInsert()
    {
        var result = raw.sqlite3_step(handle);
        raw.sqlite3_reset(handle);
        return result switch
        {
            raw.SQLITE_DONE => true,
            raw.SQLITE_CONSTRAINT => false,
            _ => throw database.Fault(result),
        };
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int(int column) => raw.sqlite3_column_int(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    public Guid Guid(int column) => new(raw.sqlite3_column_blob(handle, column), bigEndian: true);

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public void Dispose() => handle.Dispose();
}
