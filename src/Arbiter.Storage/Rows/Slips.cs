using System.Text;

namespace Arbiter.Storage.Rows;

/// <summary>
/// What a name that differs from a given one by one slip has in common with it: all that stands before and behind the stretch with the slip (the partition
/// filter of Li, Deng, Wang and Feng, <i>Pass-Join</i>, 2011, asked of an index of trigrams).
/// </summary>
static class Slips
{
    /// <summary>
    /// A stretch of more characters may be all that tells a company from others of its place and trade: 瑞海恒 in 杭州瑞海恒汽车零部件. Beside most of them the rarest trigram is
    /// the same, so that there is little more to look for.
    /// </summary>
    const int StretchChars = 2;

    const int LeastStretches = 4;

    const int MostStretches = 8;

    /// <summary>UTF-16 units of a character.</summary>
    const int MostUnits = 2;

    /// <summary>Beside a stretch of a shorter name no trigram remains.</summary>
    public const int LeastChars = 3;

    /// <summary>
    /// Trigrams from the beginning and from the end of the name, at most 16 times; a name with one slip has all of one pair. First those of the name itself; then those
    /// beside each of its stretches, for a character that is other, missing, doubled or too many; and those of the name with the neighbours swapped where two
    /// stretches meet. Characters are code points.
    /// </summary>
    /// <param name="whole">At least <see cref="LeastChars"/> characters.</param>
    public static IEnumerable<(IReadOnlySet<string> Before, IReadOnlySet<string> Behind)> Of(string whole)
    {
        var runes = Trigrams.Padded(whole).EnumerateRunes().ToArray();
        var (first, length) = (Trigrams.Before, runes.Length - Trigrams.Before - Trigrams.Behind);
        var stretches = Math.Min(length, Math.Clamp((length + StretchChars - 1) / StretchChars, LeastStretches, MostStretches));
        yield return Halves(runes);
        for (var i = 0; i < stretches; i++)
        {
            var (from, to) = (first + length * i / stretches, first + length * (i + 1) / stretches);
            yield return (Trigrams.In(runes.AsSpan(..from)), Trigrams.In(runes.AsSpan(to..)));
            if (i == 0 || runes[from - 1] == runes[from]) continue;
            var swapped = (Rune[])runes.Clone();
            (swapped[from - 1], swapped[from]) = (swapped[from], swapped[from - 1]);
            yield return Halves(swapped);
        }
    }

    /// <summary>All trigrams: the two overlap by as much as a trigram may.</summary>
    static (IReadOnlySet<string> Before, IReadOnlySet<string> Behind) Halves(ReadOnlySpan<Rune> runes) =>
        (Trigrams.In(runes[..(runes.Length / 2 + 1)]), Trigrams.In(runes[(runes.Length / 2 - 1)..]));

    /// <summary>Whether the two are the same, or differ by one character (in two UTF-16 units, where it takes so many) that is other, missing or swapped with its neighbour.</summary>
    public static bool AtMostOne(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (Math.Abs(a.Length - b.Length) > MostUnits) return false;
        var same = a.CommonPrefixLength(b);
        a = a[same..];
        b = b[same..];
        while (a.Length > 0 && b.Length > 0 && a[^1] == b[^1])
        {
            a = a[..^1];
            b = b[..^1];
        }

        return (Characters(a) <= 1 && Characters(b) <= 1)
            || (a.Length == MostUnits && b.Length == MostUnits && a[0] == b[1] && a[1] == b[0]);
    }

    /// <summary>Two halves of one character may be what differs, too.</summary>
    static int Characters(ReadOnlySpan<char> text) => text.Length == MostUnits && (char.IsSurrogate(text[0]) || char.IsSurrogate(text[1])) ? 1 : text.Length;
}
