using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Postgres;

/// <summary>A connection that appends, and the thread that waits for it.</summary>
sealed class PostgresLane(string name) : IDisposable
{
    readonly WriterThread thread = new(name);
    PostgresWriter? writer;
    int taken;

    public PostgresWriter? Writer => writer;

    public void Open(PostgresWriter opened) => writer = opened;

    /// <summary>False when an append is under way here.</summary>
    public bool TryTake() => Interlocked.Exchange(ref taken, 1) == 0;

    /// <summary>Appends with the connection, which was taken before and is free afterwards. After anything but a certain refusal nobody knows what was written, and the connection is dropped.</summary>
    public async Task<T> RunAsync<T>(Func<PostgresWriter, T> append)
    {
        var current = writer;
        try
        {
            if (current is null) throw new InvalidOperationException("The journal is not open: it has to be opened (again) first.");
            return await thread.RunAsync(() => append(current));
        }
        catch (Exception e)
        {
            var known = e is ClockSkewException or FencedException ? e : PostgresFaults.Translate(e);
            if (known is not (FencedException or ClockSkewException)) await DropAsync(current);
            if (known is not null) throw known;
            throw;
        }
        finally
        {
            Volatile.Write(ref taken, 0);
        }
    }

    public ValueTask DropAsync() => DropAsync(writer);

    /// <summary>Closes it once, and only if no other was opened in its place.</summary>
    async ValueTask DropAsync(PostgresWriter? current)
    {
        if (current is not null && Interlocked.CompareExchange(ref writer, null, current) == current) await current.DisposeAsync();
    }

    public void Dispose() => thread.Dispose();
}
