using System.Globalization;
using System.Text;
using Arbiter.Domain.Keys;
using Arbiter.Identity.Text;

namespace Arbiter.Identity.Companies;

/// <summary>
/// Company names to their letters and digits: no spaces or punctuation, simplified characters, one spelling of each legal form (see
/// <see cref="CompanyForms"/>). A full legal name, or a branch of one, is hard; a short name or a brand is shared, since two
/// companies in two cities may carry it. A branch keeps its own name beside its parent's.
/// </summary>
static class CompanyNormalizer
{
    const int MinLength = 2;

    static readonly string[] Labels = ["公司名称", "单位名称", "企业名称", "客户名称", "company name", "company"];

    static readonly string[] Nothing = ["公司", "无公司", "没有公司", "未知公司", "测试公司", "个体", "个体户", "自由职业", "本人", "自己", "客户"];

    internal static Normalized Normalize(ReadOnlySpan<char> folded)
    {
        var text = LabelIsMarked(folded) ? LabelText.Strip(folded, Labels) : folded;
        Span<char> buffer = text.Length <= 256 ? stackalloc char[256] : new char[text.Length];
        var words = Words(text, buffer);
        var form = CompanyForms.LatinForm(words, out var formStart);
        var name = CompanyForms.Unify(Joined(words[..formStart]));

        if (form is not null)
            return NormalizeLatin(name, form);
        if (Array.IndexOf(Nothing, name) >= 0 || Placeholders.IsNothing(name) || Placeholders.IsKeyboardRun(name))
            return Normalized.Refused(RefusalCodes.Placeholder);

        var formLength = CompanyForms.IdeographicFormLength(name);
        var core = name.AsSpan(0, name.Length - formLength);
        if (core.Length < MinLength)
            return Normalized.Refused(RefusalCodes.TooShort);

        var isFullName = formLength > 0 ? !CompanyForms.IsOnlyTrade(core) : CompanyForms.IsBranchOfFullName(name) || IsHousehold(name);
        return isFullName ? Normalized.Hard(IdentifierKind.Company, name) : Normalized.Shared(IdentifierKind.Company, name, WeaknessCodes.ShortName);
    }

    /// <summary>
    /// A household's name begins with its county and is the only one there (个体工商户名称登记管理办法, 6 and 9). One that names no county is a
    /// short name.
    /// </summary>
    static bool IsHousehold(string name)
    {
        var place = CompanyParser.LeadingPlace(name, out var codes);
        var end = Trades.HouseholdEndLength(name);
        return end > 0 && Places.IsCounty(codes) && name.Length - place - end >= 2 && !CompanyForms.IsOnlyTrade(name.AsSpan(place, name.Length - place - end));
    }

    /// <summary>Company names begin with words such as 公司 or Company often enough; only a colon makes a label of them.</summary>
    static bool LabelIsMarked(ReadOnlySpan<char> folded) => folded.Contains(':');

    /// <summary>
    /// The form stays a word of its own in the canonical value. Were it run together with the name, nobody could tell Zinc from
    /// Z Inc. when reading it again.
    /// </summary>
    static Normalized NormalizeLatin(string name, string form)
    {
        while (CompanyForms.LatinForm($"{name} {form}", out var start) is { } longer && start < name.Length)
            (name, form) = (name[..start], longer);

        if (name.Length < MinLength)
            return Normalized.Refused(RefusalCodes.TooShort);
        if (Placeholders.IsNothing(name) || Placeholders.IsKeyboardRun(name))
            return Normalized.Refused(RefusalCodes.Placeholder);
        return Normalized.Hard(IdentifierKind.Company, $"{name} {form}");
    }

    /// <summary>
    /// Letters and digits, simplified; a single space between two words of a script that has spaces. The dots in S.A. and the
    /// apostrophe in O'Neill part no words.
    /// </summary>
    static ReadOnlySpan<char> Words(ReadOnlySpan<char> text, Span<char> buffer)
    {
        int length = 0, lettersSinceBreak = 0;
        bool isBroken = false, followsLetter = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = TraditionalChinese.Fold(text[i]);
            var runeLength = char.IsHighSurrogate(c) ? 2 : 1;
            if (IsPartOfName(text.Slice(i, runeLength), c, followsLetter))
            {
                if (isBroken && length > 0 && !TextFold.IsIdeographic(buffer[length - 1]) && !TextFold.IsIdeographic(c))
                    buffer[length++] = ' ';
                buffer[length++] = c;
                if (runeLength == 2)
                    buffer[length++] = text[++i];
                (isBroken, followsLetter) = (false, true);
                lettersSinceBreak++;
                continue;
            }

            var joins = c is '\'' or '’' || (c == '.' && lettersSinceBreak == 1);
            isBroken |= !joins;
            followsLetter = false;
            lettersSinceBreak = 0;
            i += runeLength - 1;
        }

        return buffer[..length];
    }

    static bool IsPartOfName(ReadOnlySpan<char> rune, char c, bool followsLetter)
    {
        if (rune.Length == 2)
            return Rune.DecodeFromUtf16(rune, out var wide, out _) == 0 && Rune.IsLetterOrDigit(wide);
        if (char.IsLetterOrDigit(c))
            return true;

        var isMark = CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
        return isMark && followsLetter;
    }

    static string Joined(ReadOnlySpan<char> words)
    {
        if (!words.Contains(' '))
            return new string(words);

        var joined = new StringBuilder(words.Length);
        foreach (var c in words)
        {
            if (c != ' ')
                joined.Append(c);
        }

        return joined.ToString();
    }
}
