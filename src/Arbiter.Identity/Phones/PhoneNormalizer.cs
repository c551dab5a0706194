using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Phones;

/// <summary>
/// Telephone numbers to E.164 (ITU-T E.164), read as numbers in China when they carry no country code. What is a number is told by
/// <see cref="PhoneNumber"/>; here is only how a field is cut into numbers: labels, names and separators stand between them, spaces
/// and dashes inside them. A mobile number is hard; fixed lines, 400 and 800 numbers are switchboards, so they are shared, without
/// their extension.
/// </summary>
static class PhoneNormalizer
{
    const int MobileLength = 11;

    /// <summary>No field holds more; the rest of a pasted list would be other people.</summary>
    const int MaxNumbers = 8;

    /// <summary>Digits of one run that are looked at, with what stands between them: three or four numbers. Longer runs are no telephone numbers.</summary>
    const int MaxRunLength = 64;

    /// <summary>The most digits of an extension; a number of its own has more.</summary>
    internal const int MaxExtensionLength = 6;

    static readonly string[] ExtensionMarks = ["转", "轉", "分机", "分機", "内线", "ext", "extn", "extension", "x", "#"];

    /// <summary>The two spellings that nearly every well-behaved sender uses: a bare mobile number, and one in E.164.</summary>
    internal static bool TryFast(string? text, out Normalized normalized)
    {
        normalized = default;
        var isE164 = text is { Length: MobileLength + 3 } && text.StartsWith("+86", StringComparison.Ordinal);
        if (!isE164 && text is not { Length: MobileLength })
            return false;

        var national = isE164 ? text.AsSpan(3) : text.AsSpan();
        if (!PhoneNumber.IsMobile(national) || PhoneNumber.IsPlaceholder(national))
            return false;

        normalized = Normalized.Hard(IdentifierKind.Phone, isE164 ? text! : string.Concat("+86", text));
        return true;
    }

    internal static Normalized Normalize(ReadOnlySpan<char> folded)
    {
        var found = new List<NormalizedKey>(1);
        string? refusal = null;

        for (var i = 0; i < folded.Length;)
        {
            var start = i;
            while (i < folded.Length && !StartsRun(folded[i]))
                i++;
            var afterMark = EndsInExtensionMark(folded[start..i]);

            start = i;
            i = EndOfRun(folded, i);
            if (i == start)
                continue;

            var problem = ReadRun(folded[start..i], afterMark, found);
            refusal ??= problem;
            if (found.Count >= MaxNumbers)
                break;
        }

        if (found.Count == 0)
            return Normalized.Refused(refusal ?? RefusalCodes.InvalidPhone);
        if (refusal is not null)
            found[0] = found[0] with { Warning = WarningCodes.PartIgnored };
        return Normalized.Of(found);
    }

    static bool StartsRun(char c) => char.IsAsciiDigit(c) || c is '+' or '(';

    static bool IsInsideNumber(char c) => char.IsAsciiDigit(c) || c is ' ' or '-' or '.' or '(' or ')' or '·';

    /// <summary>Where the run of digits and what may stand between them ends; a plus begins the next number.</summary>
    static int EndOfRun(ReadOnlySpan<char> text, int i)
    {
        var digits = 0;
        for (; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
                digits++;
            else if (!(IsInsideNumber(text[i]) || (text[i] == '+' && digits == 0)))
                break;
        }

        return i;
    }

    static bool EndsInExtensionMark(ReadOnlySpan<char> between)
    {
        between = between.TrimEnd(" :.");
        foreach (var mark in ExtensionMarks)
        {
            // A Latin mark is a word of its own: a contact called Max is no extension.
            if (between.EndsWith(mark, StringComparison.Ordinal)
                && !(char.IsAsciiLetter(mark[0]) && between.Length > mark.Length && char.IsAsciiLetter(between[^(mark.Length + 1)])))
                return true;
        }

        return false;
    }

    /// <summary>Reads the numbers in one run; gives a refusal code when digits are left that belong to no number.</summary>
    static string? ReadRun(ReadOnlySpan<char> run, bool afterExtensionMark, List<NormalizedKey> found)
    {
        var digits = 0;
        foreach (var c in run)
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        if (digits == 0)
            return null;
        if (run.Length > MaxRunLength)
            return RefusalCodes.InvalidPhone;
        if (digits > MaxExtensionLength || found.Count == 0)
            return PhoneRun.Read(run, found);
        if (found[^1].Strength == KeyStrength.Shared)
            return null;
        if (!afterExtensionMark)
            return RefusalCodes.InvalidPhone;

        found.RemoveAt(found.Count - 1);
        return RefusalCodes.RelayNumber;
    }
}
