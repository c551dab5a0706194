using System.Diagnostics;

namespace Arbiter.LoadTests.Transport;

/// <summary>The one clock of the generator: monotonic, in nanoseconds.</summary>
static class Clock
{
    static readonly double nsPerTick = 1e9 / Stopwatch.Frequency;

    public static long NowNs => nsPerTick == 1 ? Stopwatch.GetTimestamp() : (long)(Stopwatch.GetTimestamp() * nsPerTick);
}
