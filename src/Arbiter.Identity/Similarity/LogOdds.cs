namespace Arbiter.Identity.Similarity;

/// <summary>The logistic function in integers.</summary>
static class LogOdds
{
    /// <summary>2^(i/10) in 1/65,536.</summary>
    static ReadOnlySpan<int> Roots => [65536, 70239, 75281, 80684, 86475, 92682, 99334, 106464, 114105, 122295];

    const int One = 65536;
    const int Most = 300;

    /// <summary>p = odds / (1 + odds) in basis points, with odds = 2^(tenths/10). Rounded, and never quite 0 or 10,000.</summary>
    internal static int ToBasisPoints(int tenths)
    {
        tenths = Math.Clamp(tenths, -Most, Most);
        var whole = Math.DivRem(tenths, 10, out var part);
        if (part < 0)
            (whole, part) = (whole - 1, part + 10);

        var (odds, one) = whole >= 0 ? ((long)Roots[part] << whole, (long)One) : (Roots[part], (long)One << -whole);
        var points = (int)((Int128)odds * 10_000 / (odds + one));
        return Math.Clamp(points, 1, 9_999);
    }
}
