using System.Collections.Concurrent;

namespace Arbiter.Engine.Local;

/// <summary>
/// Has messages handled one after another, in order, without a thread for it: whoever brings one while nobody is at it handles it, and what others bring meanwhile
/// (flat combining: D. Hendler, I. Incze, N. Shavit, M. Tzafrir, SPAA 2010). Waking a thread costs more than what most messages ask for, and would have to be waited for.
/// </summary>
/// <remarks>
/// Bounded by who brings messages, not by itself. Whoever runs on a scheduler of its own (a grain) does not handle any: what is awaited on the way would come back to
/// that scheduler, and stand in line there.
/// </remarks>
/// <param name="handle">Handles some messages. Never runs twice at once; must not throw, and must not wait for another message.</param>
sealed class Combiner<T>(Action<IReadOnlyList<T>> handle) : IThreadPoolWorkItem
{
    /// <summary>So many are handled on somebody else's thread; the rest goes on in the thread pool.</summary>
    const int Most = 256;

    readonly ConcurrentQueue<T> queue = new();
    readonly List<T> some = [];

    /// <summary>Messages in the queue or being handled. Whoever makes it one handles them until it is zero again.</summary>
    int pending;

    public bool IsEmpty => queue.IsEmpty;

    public void Add(T message)
    {
        queue.Enqueue(message);
        if (Interlocked.Increment(ref pending) != 1) return;
        if (TaskScheduler.Current == TaskScheduler.Default) Handle();
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => Handle();

    void Handle()
    {
        for (var handled = 0; handled < Most;)
        {
            some.Clear();
            // So many are certainly there; taking more would leave their count to be made up for by whoever has just enqueued them.
            for (var count = Volatile.Read(ref pending); count > 0 && queue.TryDequeue(out var message); count--) some.Add(message);
            handle(some);
            handled += some.Count;
            if (Interlocked.Add(ref pending, -some.Count) == 0) return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
