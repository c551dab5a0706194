namespace Arbiter.Storage;

/// <summary>
/// One thread for the one connection that writes. It waits for the database itself, so that it is awake the moment the answer is there: a continuation in the thread
/// pool would stand in line behind every request that has just arrived, while the database has nothing to do.
/// </summary>
sealed class WriterThread : IDisposable
{
    readonly object gate = new();
    readonly Queue<Action> work = new();
    bool closed;

    public WriterThread(string name) => new Thread(Run) { IsBackground = true, Name = name }.Start();

    /// <summary>Runs <paramref name="action"/> after what was asked for before; what waits for the result goes on on this thread.</summary>
    public Task<T> RunAsync<T>(Func<T> action)
    {
        var result = new TaskCompletionSource<T>();
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            work.Enqueue(Do);
            Monitor.Pulse(gate);
        }

        return result.Task;

        void Do()
        {
            T value;
            try
            {
                value = action();
            }
            catch (Exception e)
            {
                result.SetException(e);
                return;
            }

            result.SetResult(value);
        }
    }

    /// <summary>Ends the thread after what was asked for.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }
    }

    void Run()
    {
        while (Next() is { } action) action();
    }

    Action? Next()
    {
        lock (gate)
        {
            while (work.Count == 0)
            {
                if (closed) return null;
                Monitor.Wait(gate);
            }

            return work.Dequeue();
        }
    }
}
