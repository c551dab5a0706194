namespace Arbiter.Engine.Local;

/// <summary>Answers go to the thread pool in handfuls: one for each item of work would cost more in queueing and waking than in writing the answer.</summary>
static class Handfuls
{
    /// <summary>Few enough that the last of a handful does not wait long, many enough that the queue hardly counts.</summary>
    const int Most = 12;

    /// <summary>Has all of them told, in no particular order. The list is given away.</summary>
    public static void Queue<T>(List<T> all, Action<T> tell)
    {
        // At least one handful for each processor, so that none of them waits while there are answers to write.
        var size = Math.Clamp(all.Count / Environment.ProcessorCount, 1, Most);
        for (var from = 0; from < all.Count; from += size)
            ThreadPool.UnsafeQueueUserWorkItem(new Some<T>(all, from, Math.Min(from + size, all.Count), tell), preferLocal: false);
    }

    sealed class Some<T>(List<T> all, int from, int to, Action<T> tell) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            for (var i = from; i < to; i++) tell(all[i]);
        }
    }
}
