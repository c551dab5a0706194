using Arbiter.Engine.Turns;

namespace Arbiter.Engine.Local;

/// <summary>
/// Ended turns whose askers are to be told. They go to the thread pool in handfuls: an answer for each item of work would cost more in queueing and waking than in
/// writing the answer.
/// </summary>
sealed class Answers
{
    /// <summary>Few enough that the last of a handful does not wait long, many enough that the queue hardly counts.</summary>
    const int Handful = 12;

    List<Turn> ended = [];

    public void Add(Turn turn) => ended.Add(turn);

    /// <summary>Has everybody told, in no particular order.</summary>
    public void Tell()
    {
        if (ended.Count == 0) return;
        var all = ended;
        ended = new List<Turn>(all.Capacity);
        // At least one handful for each processor, so that none of them waits while there are answers to write.
        var size = Math.Clamp(all.Count / Environment.ProcessorCount, 1, Handful);
        for (var from = 0; from < all.Count; from += size)
            ThreadPool.UnsafeQueueUserWorkItem(new Some(all, from, Math.Min(from + size, all.Count)), preferLocal: false);
    }

    sealed class Some(List<Turn> turns, int from, int to) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            for (var i = from; i < to; i++) turns[i].Tell();
        }
    }
}
