namespace Arbiter.Identity.Similarity;

/// <summary>How one text became another by one slip (Damerau, A technique for computer detection and correction of spelling errors, 1964).</summary>
enum Slip : byte
{
    None,

    /// <summary>One character is another.</summary>
    Other,

    /// <summary>One character is missing in one of them.</summary>
    Missing,

    /// <summary>A character stands twice in one of them.</summary>
    Doubled,

    /// <summary>Two neighbours changed places.</summary>
    Swapped,

    /// <summary>No single slip makes one of the other.</summary>
    Far,
}

static class TextDistance
{
    /// <summary>Which single slip lies between the two, and where: the first place at which they differ.</summary>
    internal static Slip Between(ReadOnlySpan<char> a, ReadOnlySpan<char> b, out int at)
    {
        if (a.Length > b.Length)
            return Between(b, a, out at);

        at = a.CommonPrefixLength(b);
        if (b.Length - a.Length > 1)
            return Slip.Far;
        if (a.Length < b.Length)
        {
            if (!a[at..].SequenceEqual(b[(at + 1)..]))
                return Slip.Far;
            return at > 0 && b[at - 1] == b[at] ? Slip.Doubled : Slip.Missing;
        }

        if (at == a.Length)
            return Slip.None;
        if (a[(at + 1)..].SequenceEqual(b[(at + 1)..]))
            return Slip.Other;
        return at + 1 < a.Length && a[at] == b[at + 1] && a[at + 1] == b[at] && a[(at + 2)..].SequenceEqual(b[(at + 2)..]) ? Slip.Swapped : Slip.Far;
    }
}
