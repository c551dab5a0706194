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

    static readonly Dictionary<int, Range> Folded = new(12_000);
    static readonly Dictionary<int, byte> Ranks = new(1_100);
    static readonly Dictionary<(int First, int Second), int> Composed = new(600);

    /// <summary>The whole file in characters; what a character folds to is a part of it.</summary>
    static readonly int[] Text = ReadText();

    static FoldTable()
    {
        byte rank = 0;
        for (var start = 0; start < Text.Length;)
        {
            var end = Array.IndexOf(Text, '\n', start);
            end = end < 0 ? Text.Length : end;
            var item = Text.AsSpan(start + 1, end - start - 1);
            switch (Text[start])
            {
                case 'm':
                    Folded.Add(item[0], (start + 2)..end);
                    break;
                case 'c':
                    Composed.Add((item[0], item[1]), item[2]);
                    break;
                case 'r':
                    rank++;
                    foreach (var mark in item)
                        Ranks.Add(mark, rank);
                    break;
            }

            start = end + 1;
        }
    }

    static int[] ReadText()
    {
        var text = Encoding.UTF8.GetString(EmbeddedData.Read("textFold.txt"));
        var (points, count) = (new int[text.Length], 0);
        foreach (var rune in text.EnumerateRunes())
            points[count++] = rune.Value;
        return points[..count];
    }

    /// <summary>What the character becomes, fully decomposed. False when it stays.</summary>
    internal static bool TryFold(int codePoint, out ReadOnlySpan<int> folded)
    {
        var isFolded = Folded.TryGetValue(codePoint, out var range);
        folded = isFolded ? Text.AsSpan(range) : default;
        return isFolded;
    }

    /// <summary>The place of a combining mark's class in the canonical order, 0 for all other characters.</summary>
    internal static byte RankOf(int codePoint) => codePoint < FirstComposing ? (byte)0 : Ranks.GetValueOrDefault(codePoint);

    /// <summary>The one character for two, or 0 when they do not compose.</summary>
    internal static int Compose(int first, int second) => second < FirstComposing ? 0 : Composed.GetValueOrDefault((first, second));
}
