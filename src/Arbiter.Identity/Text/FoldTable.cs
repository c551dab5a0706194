using System.Text;

namespace Arbiter.Identity.Text;

/// <summary>
/// What single characters fold to, how combining marks are ordered and what composes: Unicode's NFKC (UAX #15) with a few additions,
/// computed by the build (Data/textFold.mjs). The framework's own normalization returns its input under InvariantGlobalization, and
/// would otherwise depend on the ICU of the machine.
/// </summary>
static class FoldTable
{
    const int FirstComposing = 0x300;
    const int HangulSyllables = 0xAC00, HangulLeading = 0x1100, HangulVowels = 0x1161, HangulTrailing = 0x11A7;
    const int LeadingCount = 19, VowelCount = 21, TrailingCount = 28;

    static readonly Dictionary<int, int[]> Folded = [];
    static readonly Dictionary<int, byte> Ranks = [];
    static readonly Dictionary<(int First, int Second), int> Composed = [];

    static FoldTable()
    {
        byte rank = 0;
        foreach (var line in Encoding.UTF8.GetString(EmbeddedData.Read("textFold.txt")).Split('\n'))
        {
            int[] runes = [.. line.EnumerateRunes().Select(rune => rune.Value)];
            switch (runes[0])
            {
                case 'm':
                    Folded.Add(runes[1], runes[2..]);
                    break;
                case 'c':
                    Composed.Add((runes[1], runes[2]), runes[3]);
                    break;
                case 'r':
                    rank++;
                    foreach (var mark in runes[1..])
                        Ranks.Add(mark, rank);
                    break;
            }
        }
    }

    /// <summary>What the character becomes, fully decomposed; nothing when it stays.</summary>
    internal static int[]? Fold(int codePoint) => Folded.GetValueOrDefault(codePoint);

    /// <summary>The place of a combining mark's class in the canonical order, 0 for all other characters.</summary>
    internal static byte RankOf(int codePoint) => codePoint < FirstComposing ? (byte)0 : Ranks.GetValueOrDefault(codePoint);

    /// <summary>The one character for two, or 0 when they do not compose.</summary>
    internal static int Compose(int first, int second)
    {
        if (second < FirstComposing)
            return 0;
        if ((uint)(second - HangulVowels) < VowelCount && (uint)(first - HangulLeading) < LeadingCount)
            return HangulSyllables + ((((first - HangulLeading) * VowelCount) + second - HangulVowels) * TrailingCount);

        var syllable = first - HangulSyllables;
        var isOpenSyllable = (uint)syllable < LeadingCount * VowelCount * TrailingCount && syllable % TrailingCount == 0;
        if (isOpenSyllable && second - HangulTrailing is > 0 and < TrailingCount)
            return first + second - HangulTrailing;
        return Composed.GetValueOrDefault((first, second));
    }
}
