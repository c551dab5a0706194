namespace Arbiter.Engine.Feed;

/// <summary>How far somebody has come along the log, for others to see and to wait for.</summary>
public sealed class Progress
{
    readonly Lock gate = new();
    TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long position;

    public long Position => Volatile.Read(ref position);

    /// <summary>Whoever begins again from an earlier position says so, too.</summary>
    public void MoveTo(long to)
    {
        TaskCompletionSource woken;
        lock (gate)
        {
            if (position == to) return;
            position = to;
            woken = news;
            news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        woken.SetResult();
    }

    /// <summary>Completes when the position is at or beyond <paramref name="until"/>.</summary>
    public async Task WaitAsync(long until, CancellationToken cancel)
    {
        while (true)
        {
            Task moved;
            lock (gate)
            {
                if (position >= until) return;
                moved = news.Task;
            }

            await moved.WaitAsync(cancel).ConfigureAwait(false);
        }
    }
}
