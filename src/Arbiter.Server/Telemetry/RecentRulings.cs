using Arbiter.Domain.Claims;

namespace Arbiter.Server.Telemetry;

/// <summary>A moment's rates and latencies. Rates are per second, latencies in milliseconds.</summary>
public readonly record struct RecentRates(double Claims, double Granted, double Refused, double P50Ms, double P99Ms);

/// <summary>
/// Counts rulings since it was last read, with latencies in buckets that grow by a quarter from 50 µs: exact enough for a tile on a wall, and free of locks.
/// </summary>
public sealed class RecentRulings
{
    const int Buckets = 64;
    const double FirstMs = 0.05;
    const double Growth = 1.25;

    readonly long[] latencies = new long[Buckets];
    long granted;
    long refused;
    long others;

    public void Count(Verdict verdict, TimeSpan took)
    {
        if (verdict == Verdict.Granted) Interlocked.Increment(ref granted);
        else if (verdict == Verdict.AlreadyYours) Interlocked.Increment(ref others);
        else Interlocked.Increment(ref refused);
        var bucket = (int)Math.Ceiling(Math.Log(Math.Max(took.TotalMilliseconds, FirstMs) / FirstMs) / Math.Log(Growth));
        Interlocked.Increment(ref latencies[Math.Min(bucket, Buckets - 1)]);
    }

    /// <summary>What was counted since the last call, which was <paramref name="elapsed"/> ago. One caller only.</summary>
    public RecentRates Take(TimeSpan elapsed)
    {
        var seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        var (g, r, o) = (Interlocked.Exchange(ref granted, 0), Interlocked.Exchange(ref refused, 0), Interlocked.Exchange(ref others, 0));
        var counts = new long[Buckets];
        for (var i = 0; i < Buckets; i++) counts[i] = Interlocked.Exchange(ref latencies[i], 0);
        return new RecentRates((g + r + o) / seconds, g / seconds, r / seconds, Percentile(counts, 0.50), Percentile(counts, 0.99));
    }

    static double Percentile(long[] counts, double share)
    {
        var left = (long)Math.Ceiling(counts.Sum() * share);
        if (left == 0) return 0;
        for (var i = 0; i < Buckets; i++)
        {
            left -= counts[i];
            if (left <= 0) return FirstMs * Math.Pow(Growth, i);
        }

        return FirstMs * Math.Pow(Growth, Buckets);
    }
}
