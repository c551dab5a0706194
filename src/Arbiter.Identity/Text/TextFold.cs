using System.Globalization;

namespace Arbiter.Identity.Text;

/// <summary>
/// Brings text to one spelling before any kind looks at it: lower case; full-width, compatibility and decomposed forms as their
/// ordinary characters (after Unicode NFKC, UAX #15); every white space as a space, none at the ends; invisible characters gone.
/// </summary>
static class TextFold
{
    internal const int MaxLength = 1024;

    /// <summary>The most characters that one character folds to.</summary>
    internal const int MaxExpansion = 4;

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

    /// <summary>Folds checked text into the buffer, which holds <see cref="MaxExpansion"/> times its length.</summary>
    internal static ReadOnlySpan<char> Fold(ReadOnlySpan<char> text, Span<char> buffer)
    {
        var length = 0;
        foreach (var c in text)
        {
            if (c < '\u0080')
                buffer[length++] = c <= ' ' ? ' ' : char.ToLowerInvariant(c);
            else if (IsOrdinaryIdeograph(c) || char.IsSurrogate(c))
                buffer[length++] = c;
            else
                FoldOther(c, buffer, ref length);
        }

        return buffer[..length].Trim(' ');
    }

    /// <summary>True for scripts written without spaces, whose characters are words or parts of words by themselves.</summary>
    internal static bool IsIdeographic(char c) => c >= '\u2E80';

    static bool IsComposingMark(char c) => c is (>= '\u0300' and <= '\u036F') or '\u3099' or '\u309A';

    static bool IsOrdinaryIdeograph(char c) => c is >= '\u4E00' and <= '\u9FFF';

    static void FoldOther(char c, Span<char> buffer, ref int length)
    {
        if (TextFoldTables.Expand(c) is { } expansion)
        {
            expansion.CopyTo(buffer[length..]);
            length += expansion.Length;
            return;
        }

        var folded = FoldOne(c);
        if (folded == '\0')
            return;

        var composed = length > 0 && IsComposingMark(folded) ? TextFoldTables.Compose(buffer[length - 1], folded) : '\0';
        if (composed != '\0')
            buffer[length - 1] = composed;
        else
            buffer[length++] = folded;
    }

    /// <summary>The one character that a character folds to; NUL when it is invisible and goes.</summary>
    static char FoldOne(char c)
    {
        if (char.IsWhiteSpace(c))
            return ' ';

        switch (c)
        {
            case >= '\uFF01' and <= '\uFF5E':
                return char.ToLowerInvariant((char)(c - 0xFEE0));
            case '。' or '｡':
                return '.';
            case (>= '\u2010' and <= '\u2015') or '\u2212' or '﹘' or '﹣':
                return '-';
            case >= '⼀' and <= '⿕':
                return TextFoldTables.KangxiRadicals[c - '⼀'];
            case >= '\uF900' and <= '\uFAD9':
                return TextFoldTables.CompatibilityIdeographs[c - '\uF900'];
            case >= 'ｦ' and <= 'ﾝ':
                return TextFoldTables.HalfWidthKatakana[c - 'ｦ'];
            case 'ﾞ' or '゛':
                return '\u3099';
            case 'ﾟ' or '゜':
                return '\u309A';
            case 'Ⅰ' or 'ⅰ':
                return 'i';
            case 'Ⅴ' or 'ⅴ':
                return 'v';
            case 'Ⅹ' or 'ⅹ':
                return 'x';
            // Fillers and variation selectors: seen by no reader, so they must not tell two keys apart.
            case '\u034F' or '\u115F' or '\u1160' or '\u3164' or '\uFFA0' or (>= '\uFE00' and <= '\uFE0F'):
                return '\0';
        }

        return CharUnicodeInfo.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.Format => '\0',
            // Digits of every script, and circled and raised ones up to nine.
            UnicodeCategory.DecimalDigitNumber => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)),
            UnicodeCategory.OtherNumber when CharUnicodeInfo.GetDigitValue(c) is var digit and >= 0 => (char)('0' + digit),
            _ => char.ToLowerInvariant(c),
        };
    }
}
