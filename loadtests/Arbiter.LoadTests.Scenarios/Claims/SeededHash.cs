namespace Arbiter.LoadTests.Claims;

/// <summary>
/// Random numbers by position instead of by turn: request n draws the same number in every run with the same seed, whatever order
/// the requests go out in.
/// </summary>
public static class SeededHash
{
    /// <summary>64 well-mixed bits for a position (SplitMix64).</summary>
    public static ulong At(int seed, long position)
    {
        var z = (ulong)position + ((ulong)(uint)seed + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="below"/> - 1.</summary>
    public static int Below(int seed, long position, int below) => (int)(((At(seed, position) >> 32) * (ulong)below) >> 32);

    /// <summary>A number from 0 up to, not including, 1.</summary>
    public static double Unit(int seed, long position) => (At(seed, position) >> 11) * (1.0 / (1UL << 53));
}
