using Arbiter.Identity.Companies;
using Arbiter.Identity.Text;

namespace Arbiter.Identity.Similarity;

/// <summary>
/// A person's name for comparing: one spelling, simplified, without spaces and without the title behind it. What is left of 王先生 is a surname
/// that a hundred million share: no name.
/// </summary>
static class ContactName
{
    const int MinLength = 2;

    /// <summary>Longer than the longest names: a sentence.</summary>
    const int MaxLength = 64;

    static readonly string[] Titles =
        ["先生", "女士", "小姐", "太太", "经理", "总经理", "老师", "主任", "主管", "老板", "老板娘", "师傅", "工程师", "董事长", "厂长", "店长", "院长", "校长", "总监", "会计", "总", "工", "姐", "哥"];

    static readonly string[] Nobody = ["客服", "前台", "采购", "销售", "财务", "人事", "行政", "联系人", "负责人", "老板", "经理", "admin", "sales", "info", "contact", "manager"];

    /// <summary>The name, or an empty text for none.</summary>
    internal static string Of(string? text)
    {
        if (TextFold.Check(text) is not null)
            return "";
        Span<char> buffer = new char[text!.Length * TextFold.MaxExpansion];
        var folded = TextFold.Fold(text, buffer);
        if (folded.IsEmpty || Placeholders.IsNothing(folded))
            return "";

        var name = string.Concat(folded.ToString().Where(char.IsLetterOrDigit).Select(TraditionalChinese.Fold));
        while (!IsNobody(name) && Titles.Where(title => EndsInTitle(name, title)).MaxBy(title => title.Length) is { } found)
            name = name[..^found.Length];
        return name.Length is >= MinLength and <= MaxLength && !IsNobody(name) ? name : "";
    }

    static bool IsNobody(string name) => Array.IndexOf(Nobody, name) >= 0 || Placeholders.IsNothing(name);

    /// <summary>A title of one character ends given names too (王总 but 李晓工): it is one behind a surname alone.</summary>
    static bool EndsInTitle(string name, string title) => name.EndsWith(title, StringComparison.Ordinal) && (title.Length > 1 || name.Length == 2);
}
