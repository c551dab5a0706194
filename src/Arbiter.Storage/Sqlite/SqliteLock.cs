namespace Arbiter.Storage.Sqlite;

/// <summary>
/// Keeps a second server off the same file: each would answer from its own memory. A lock of the operating system on a file beside it, which is gone with
/// the process however that ends.
/// </summary>
sealed class SqliteLock : IDisposable
{
    readonly FileStream file;

    SqliteLock(FileStream file) => this.file = file;

    public static SqliteLock Take(string path)
    {
        var name = path + ".lock";
        try
        {
            // The file stays when the lock goes: deleting it could delete the next holder's.
            return new SqliteLock(new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(name))
        {
            throw new StoreRefusedException(
                $"Another Arbiter is serving '{path}' (it holds '{name}'). Stop it first, or give this one a file of its own; "
                + "several servers side by side need PostgreSQL.");
        }
    }

    public void Dispose() => file.Dispose();
}
