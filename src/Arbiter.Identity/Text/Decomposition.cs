using System.Text;

namespace Arbiter.Identity.Text;

/// <summary>
/// A text taken apart into folded characters with their marks in canonical order, and put together again (UAX #15, 1.3 and 3.11). Its
/// capacity is what bounds the work: marks are sorted in as they come, which for a flood of them is quadratic.
/// </summary>
ref struct Decomposition(Span<int> points, Span<byte> ranks)
{
    readonly Span<int> points = points;
    readonly Span<byte> ranks = ranks;
    int count;

    /// <summary>Adds what the character folds to; false when it does not fit.</summary>
    internal bool TryAdd(int codePoint)
    {
        if (codePoint < 0x80)
            return TryInsert(codePoint <= ' ' ? ' ' : char.ToLowerInvariant((char)codePoint));
        if (!FoldTable.TryFold(codePoint, out var folded))
            return TryInsert(codePoint);

        foreach (var part in folded)
        {
            if (!TryInsert(part))
                return false;
        }

        return true;
    }

    bool TryInsert(int codePoint)
    {
        if (Hangul.IsPartOfSyllable(codePoint))
        {
            // Without a syllable it is damage, and would join another as soon as somebody took out the dash in between.
            if (count > 0 && Hangul.Compose(points[count - 1], codePoint) is var syllable and > 0)
                points[count - 1] = syllable;
            return true;
        }

        if (count == points.Length)
            return false;

        var rank = FoldTable.RankOf(codePoint);
        var at = count++;
        for (; rank > 0 && at > 0 && ranks[at - 1] > rank; at--)
            (points[at], ranks[at]) = (points[at - 1], ranks[at - 1]);
        (points[at], ranks[at]) = (codePoint, rank);
        return true;
    }

    /// <summary>Writes the composed text; false when it does not fit.</summary>
    internal bool TryCompose(Span<char> buffer, out int length)
    {
        length = 0;
        var kept = Compose();
        for (var i = 0; i < kept; i++)
        {
            if (!new Rune(points[i]).TryEncodeToUtf16(buffer[length..], out var written))
                return false;
            length += written;
        }

        return true;
    }

    /// <summary>
    /// Joins each starter with what follows it and is not blocked: nothing between the two has the same or a higher rank. Gives how
    /// many characters are left.
    /// </summary>
    readonly int Compose()
    {
        int kept = 0, starter = -1;
        for (var i = 0; i < count; i++)
        {
            var isAdjacent = kept - 1 == starter;
            var isBlocked = !isAdjacent && (ranks[kept - 1] == 0 || ranks[kept - 1] >= ranks[i]);
            var composed = starter >= 0 && !isBlocked ? FoldTable.Compose(points[starter], points[i]) : 0;
            if (composed != 0)
            {
                points[starter] = composed;
                continue;
            }

            if (ranks[i] == 0)
                starter = kept;
            (points[kept], ranks[kept]) = (points[i], ranks[i]);
            kept++;
        }

        return kept;
    }
}
