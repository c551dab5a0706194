namespace Arbiter.LoadTests.Measuring;

/// <summary>How many things happened in each second of a run. Bounded to an hour; what comes later counts in the last second.</summary>
public sealed class Timeline
{
    const int MaxSeconds = 3600;
    readonly long[] counts = new long[MaxSeconds];
    int used;

    /// <summary>Adds to the second that holds <paramref name="sinceStartNs"/>; nanoseconds.</summary>
    public void Add(long sinceStartNs, int count)
    {
        var second = (int)Math.Clamp(sinceStartNs / 1_000_000_000, 0, MaxSeconds - 1);
        counts[second] += count;
        used = Math.Max(used, second + 1);
    }

    /// <summary>Counts by second, from the start of the run.</summary>
    public IReadOnlyList<long> PerSecond => counts[..used];
}
