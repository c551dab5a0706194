using System.Numerics;

namespace Arbiter.LoadTests.Measuring;

/// <summary>
/// Counts latencies in buckets whose width grows with the value, as HDR histograms do: any quantile is right to within 0.1 %
/// (1/1024), recording is a shift and an increment, and memory does not grow with the number of values.
/// </summary>
public sealed class LatencyHistogram
{
    const int PrecisionBits = 10;
    const int Half = 1 << PrecisionBits;
    const long LargestNs = (1L << 40) - 1; // 18 minutes: far above any timeout.

    readonly long[] counts = new long[IndexOf(LargestNs) + 1];

    /// <summary>Values recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The largest value, exact; nanoseconds.</summary>
    public long MaxNs { get; private set; }

    /// <summary>Records a latency; nanoseconds. What is below 0 counts as 0, what is above 18 minutes as that.</summary>
    public void Record(long valueNs)
    {
        valueNs = Math.Clamp(valueNs, 0, LargestNs);
        counts[IndexOf(valueNs)]++;
        Count++;
        if (valueNs > MaxNs)
            MaxNs = valueNs;
    }

    /// <summary>
    /// The smallest recordable value that at least <paramref name="percentile"/> % of all values do not exceed; nanoseconds,
    /// 0 when nothing was recorded.
    /// </summary>
    public long PercentileNs(double percentile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percentile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percentile, 100);
        if (Count == 0)
            return 0;
        var rank = Math.Max(1, (long)Math.Ceiling(percentile / 100 * Count - 1e-9));
        long seen = 0;
        for (var index = 0; index < counts.Length; index++)
        {
            seen += counts[index];
            if (seen >= rank)
                return Math.Min(HighestOf(index), MaxNs);
        }
        return MaxNs;
    }

    /// <summary>Adds all values of another histogram.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var index = 0; index < counts.Length; index++)
            counts[index] += other.counts[index];
        Count += other.Count;
        MaxNs = Math.Max(MaxNs, other.MaxNs);
    }

    // Values below 2·Half have a bucket each; above, each doubling is cut into Half buckets.
    static int IndexOf(long valueNs)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)valueNs) - PrecisionBits);
        return (shift << PrecisionBits) + (int)(valueNs >> shift);
    }

    static long HighestOf(int index)
    {
        if (index < 2 * Half)
            return index;
        var shift = (index >> PrecisionBits) - 1;
        var mantissa = index - (shift << PrecisionBits);
        return (((long)mantissa + 1) << shift) - 1;
    }
}
