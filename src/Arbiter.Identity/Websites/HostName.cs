using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Arbiter.Identity.Websites;

/// <summary>
/// Host names that the public DNS could hold (RFC 1123 for the letters, RFC 5890 for the rest), in their ASCII form. Addresses in
/// numbers, single labels and names under the reserved top-level domains of RFC 2606 belong to nobody in particular.
/// </summary>
static class HostName
{
    const int MaxLength = 253;
    const int MaxLabelLength = 63;

    /// <summary>Second levels under which others register: no name by themselves. The common ones, not the whole public suffix list.</summary>
    static readonly FrozenSet<string> PublicSuffixes = new[]
    {
        "com.cn", "net.cn", "org.cn", "gov.cn", "edu.cn", "ac.cn", "mil.cn", "com.hk", "net.hk", "org.hk", "edu.hk", "gov.hk", "com.tw",
        "net.tw", "org.tw", "edu.tw", "gov.tw", "com.mo", "com.sg", "com.my", "com.vn", "com.ph", "com.au", "net.au", "org.au", "com.br",
        "co.uk", "org.uk", "ac.uk", "gov.uk", "co.jp", "ne.jp", "or.jp", "ac.jp", "go.jp", "co.kr", "or.kr", "co.nz", "co.in", "co.th",
        "co.id", "co.za", "com.tr", "com.mx", "com.ar", "com.sa",
    }.ToFrozenSet();

    /// <summary>Reads folded text as a host name; trailing dots are the root and say nothing.</summary>
    internal static bool TryRead(ReadOnlySpan<char> folded, out string host)
    {
        host = "";
        var name = folded.TrimEnd('.');
        if (name.Length is 0 or > MaxLength)
            return false;

        var result = IsPlain(name) ? new string(name) : ToAscii(name);
        if (result is null || result.Length > MaxLength || !LabelsAreValid(result) || PublicSuffixes.Contains(result))
            return false;

        host = result;
        return true;
    }

    /// <summary>True for names set aside for examples and tests.</summary>
    internal static bool IsReserved(ReadOnlySpan<char> host) =>
        host is "example.com" or "example.org" or "example.net" or "example.cn" or "test.com" or "xxx.com" or "abc.com" or "aaa.com" or "a.com"
        || host.EndsWith(".example") || host.EndsWith(".test") || host.EndsWith(".invalid") || host.EndsWith(".localhost");

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

    static bool IsInternational(ReadOnlySpan<char> label, bool isLast)
    {
        foreach (var rune in label.EnumerateRunes())
        {
            // Top-level domains do not mix scripts; "com联系我们" is an address with text run into it.
            if (rune.IsAscii && isLast)
                return false;
            var isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (!Rune.IsLetterOrDigit(rune) && !isMark && rune.Value != '-')
                return false;
        }

        return true;
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
        }

        return count > 1 && last.Length > 1 && (!last.ContainsAnyExceptInRange('a', 'z') || last.StartsWith("xn--"));
    }
}
