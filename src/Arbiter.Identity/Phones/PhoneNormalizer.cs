using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Phones;

/// <summary>
/// Telephone numbers to E.164 (ITU-T E.164). What is a number is told by <see cref="PhoneRules"/>; here is only how a field is cut
/// into numbers: labels, names and separators stand between them, spaces and dashes inside them. Numbers that belong to one person are
/// hard; switchboards and call centres are shared, without their extension.
/// </summary>
static class PhoneNormalizer
{
    /// <summary>No field holds more; the rest of a pasted list would be other people.</summary>
    const int MaxNumbers = 8;

    /// <summary>Digits of one run that are looked at, with what stands between them: three or four numbers. Longer runs are no telephone numbers.</summary>
    const int MaxRunLength = 64;

    static readonly string[] ExtensionMarks = ["转", "轉", "分机", "分機", "内线", "ext", "extn", "extension", "x", "#"];

    internal static Normalized Normalize(ReadOnlySpan<char> folded, PhoneRules rules)
    {
        var field = new PhoneField(rules);
        string? refusal = null;

        for (var i = 0; i < folded.Length;)
        {
            var start = i;
            while (i < folded.Length && !StartsRun(folded[i]))
                i++;
            var afterMark = EndsInExtensionMark(folded[start..i]);

            start = i;
            i = EndOfNumber(folded, i, field);
            if (i == start)
                continue;

            var problem = ReadRun(folded[start..i], afterMark, field);
            refusal ??= problem;
            if (field.Found.Count >= MaxNumbers)
                break;
        }

        var found = field.Found;
        if (found.Count == 0)
            return Normalized.Refused(refusal ?? RefusalCodes.InvalidPhone);
        if (refusal is not null)
            found[0] = found[0] with { Warning = WarningCodes.PartIgnored };
        return Normalized.Of(found);
    }

    static bool StartsRun(char c) => char.IsAsciiDigit(c) || c is '+' or '(' or '[';

    static bool IsInsideNumber(char c) => char.IsAsciiDigit(c) || c is ' ' or '-' or '.' or '(' or ')' or '[' or ']' or '·' or '~' or 'ー';

    /// <summary>
    /// Where the run ends. A slash stands between two numbers, unless what is before it is none and both together are: 0571/46255599.
    /// </summary>
    static int EndOfNumber(ReadOnlySpan<char> text, int start, PhoneField field)
    {
        var end = EndOfRun(text, start);
        if (end == start || end + 1 >= text.Length || text[end] != '/')
            return end;

        var joined = EndOfRun(text, end + 1);
        return joined - start <= MaxRunLength
            && !PhoneRun.IsNumber(text[start..end], field)
            && PhoneRun.IsNumber(text[start..joined], field)
                ? joined
                : end;
    }

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
        between = between.TrimEnd(" :.=");
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
    static string? ReadRun(ReadOnlySpan<char> run, bool afterExtensionMark, PhoneField field)
    {
        var digits = 0;
        foreach (var c in run)
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        if (digits == 0)
            return null;
        if (run.Length > MaxRunLength)
            return RefusalCodes.InvalidPhone;

        if (digits > PhoneField.MaxExtensionLength || field.Found.Count == 0)
            return PhoneRun.Read(run, field);
        if (field.Last.Strength == KeyStrength.Shared)
            return null;
        if (!afterExtensionMark)
            return RefusalCodes.InvalidPhone;

        field.Found.Remove(field.Last);
        return RefusalCodes.RelayNumber;
    }
}
