namespace Arbiter.Identity.Text;

/// <summary>
/// Brings text to one spelling before any kind looks at it: lower case; full-width, compatibility and decomposed forms as their
/// ordinary characters (Unicode NFKC, UAX #15); digits of every script as 0 to 9, dashes as -, 。 as a dot, every white space as a
/// space, none at the ends; invisible characters gone. Folding what has been folded changes nothing.
/// </summary>
static class TextFold
{
    internal const int MaxLength = 1024;

    /// <summary>How much longer a text may become, in characters for each of its own.</summary>
    internal const int MaxExpansion = 4;

    const int StackCapacity = 256;

    /// <summary>Why the text cannot be looked at, or nothing when it can.</summary>
    internal static string? Check(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return RefusalCodes.Empty;
        if (text.Length > MaxLength)
            return RefusalCodes.TooLong;

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\u007F')
                continue;
            if (c is '\uFFFD' or '\uFFFE' or '\uFFFF' || (char.IsControl(c) && c is not ('\t' or '\n' or '\r')))
                return RefusalCodes.ControlCharacters;
            if (!char.IsSurrogate(c))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(c, text[i + 1]))
                return RefusalCodes.ControlCharacters;
            i++;
        }

        return null;
    }

    /// <summary>
    /// Folds checked text into the buffer, which holds <see cref="MaxExpansion"/> times its length. False when it does not fit: a few
    /// characters stand for whole phrases, and a text of them is no identifier.
    /// </summary>
    internal static bool TryFold(ReadOnlySpan<char> text, Span<char> buffer, out ReadOnlySpan<char> folded)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < '\u0080')
                buffer[i] = c <= ' ' ? ' ' : char.ToLowerInvariant(c);
            else if (IsOrdinaryIdeograph(c))
                buffer[i] = c;
            else
                return TryFoldAll(text, buffer, out folded);
        }

        folded = buffer[..text.Length].Trim(' ');
        return true;
    }

    /// <summary>True for scripts written without spaces, whose characters are words or parts of words by themselves.</summary>
    internal static bool IsIdeographic(char c) => c >= '\u2E80';

    static bool IsOrdinaryIdeograph(char c) => c is >= '\u4E00' and <= '\u9FFF';

    static bool TryFoldAll(ReadOnlySpan<char> text, Span<char> buffer, out ReadOnlySpan<char> folded)
    {
        folded = default;
        var capacity = buffer.Length;
        var decomposition = capacity <= StackCapacity
            ? new Decomposition(stackalloc int[capacity], stackalloc byte[capacity])
            : new Decomposition(new int[capacity], new byte[capacity]);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!decomposition.TryAdd(rune.Value))
                return false;
        }

        if (!decomposition.TryCompose(buffer, out var length))
            return false;

        folded = buffer[..length].Trim(' ');
        return true;
    }
}
