using System.Globalization;
using System.Text;
using Arbiter.Identity.Text;

namespace Arbiter.Identity.Domains;

/// <summary>
/// Host names that the public DNS could hold (RFC 1123 for the letters, RFC 5890 for the rest), in their ASCII form. Addresses in
/// numbers, single labels and names under the reserved top-level domains of RFC 2606 belong to nobody in particular.
/// </summary>
static class HostName
{
    const int MaxLength = 253;
    const int MaxLabelLength = 63;
    const int LastLatin = 0x24F;

    /// <summary>Reads folded text as a host name; trailing dots are the root and say nothing.</summary>
    internal static bool TryRead(ReadOnlySpan<char> folded, out string host)
    {
        host = "";
        var name = folded.TrimEnd('.');
        if (name.Length is 0 or > MaxLength)
            return false;

        var result = IsPlain(name) ? new string(name) : ToAscii(name);
        if (result is null || result.Length > MaxLength || !LabelsAreValid(result) || IsRegistry(result))
            return false;

        host = result;
        return true;
    }

    /// <summary>True for names set aside for examples and tests.</summary>
    internal static bool IsReserved(ReadOnlySpan<char> host) =>
        host is "example.com" or "example.org" or "example.net" or "example.cn" or "test.com" or "xxx.com" or "abc.com" or "aaa.com" or "a.com"
        || host.EndsWith(".example") || host.EndsWith(".test") || host.EndsWith(".invalid") || host.EndsWith(".localhost");

    /// <summary>com.cn and its like: names under which others register, and that are nobody's address.</summary>
    static bool IsRegistry(string host) =>
        PublicSuffix.LengthOf(host, out var section) == host.Length && section != SuffixSection.Private;

    static bool IsPlain(ReadOnlySpan<char> name) => !name.ContainsAnyExceptInRange('\0', '\u007F');

    static string? ToAscii(ReadOnlySpan<char> name)
    {
        var ascii = new StringBuilder(name.Length * 2);
        foreach (var range in name.Split('.'))
        {
            var label = name[range];
            if (ascii.Length > 0)
                ascii.Append('.');
            if (IsPlain(label))
                ascii.Append(label);
            else if (label.Length <= MaxLabelLength && IsInternational(label, isLast: range.End.Value == name.Length))
                ascii.Append(Punycode.Encode(label));
            else
                return null;
        }

        return ascii.ToString();
    }

    /// <summary>RFC 5891, 4.2: letters, digits and marks of any script, no hyphen at the ends and no mark in front.</summary>
    static bool IsInternational(ReadOnlySpan<char> label, bool isLast)
    {
        if (label[0] == '-' || label[^1] == '-' || char.GetUnicodeCategory(label[0]) is UnicodeCategory.NonSpacingMark)
            return false;

        var hasAscii = label.ContainsAnyInRange('\0', '\u007F');
        foreach (var rune in label.EnumerateRunes())
        {
            // Top-level domains do not mix scripts; "com联系我们" is an address with text run into it.
            if (isLast && rune.Value > LastLatin && hasAscii)
                return false;
            var isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (!Rune.IsLetterOrDigit(rune) && !isMark && rune.Value != '-')
                return false;
        }

        return true;
    }

    /// <summary>
    /// True when this is how the label is written that it stands for. A label that decodes to capitals or decomposed letters would
    /// be a second key for the same name.
    /// </summary>
    static bool IsCanonicalALabel(ReadOnlySpan<char> label)
    {
        if (Punycode.Decode(label) is not { Length: > 0 } unicode || TextFold.Check(unicode) is not null || IsPlain(unicode))
            return false;

        Span<char> buffer = stackalloc char[MaxLabelLength * TextFold.MaxExpansion];
        return TextFold.TryFold(unicode, buffer, out var folded)
            && folded.SequenceEqual(unicode)
            && IsInternational(unicode, isLast: false)
            && label.SequenceEqual(Punycode.Encode(unicode));
    }

    static bool LabelsAreValid(ReadOnlySpan<char> host)
    {
        var last = default(ReadOnlySpan<char>);
        var count = 0;
        foreach (var range in host.Split('.'))
        {
            last = host[range];
            count++;
            if (last.Length is 0 or > MaxLabelLength || last[0] == '-' || last[^1] == '-')
                return false;
            foreach (var c in last)
            {
                if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                    return false;
            }

            if (last.StartsWith("xn--") && !IsCanonicalALabel(last))
                return false;
        }

        return count > 1 && last.Length > 1 && (!last.ContainsAnyExceptInRange('a', 'z') || last.StartsWith("xn--"));
    }
}
