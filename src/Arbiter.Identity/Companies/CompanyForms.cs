using System.Collections.Frozen;
using Arbiter.Identity.Text;

namespace Arbiter.Identity.Companies;

/// <summary>
/// The forms of organisation that end a full legal name, and the words around them. Sources: 公司法 (2023), 7, for the pairs of forms
/// that mean the same; 企业名称登记管理规定 (2020), 6, for the parts of a name; the "same as" rule of the UK's 2015 names regulations
/// (SI 2015/17, schedule 3) and Hong Kong's Companies Ordinance, 101, for Co., Ltd. being Ltd.
/// </summary>
static class CompanyForms
{
    /// <summary>Ends of a full Chinese or Japanese legal name.</summary>
    static readonly string[] IdeographicForms =
    [
        "有限公司", "合伙企业", "有限合伙", "普通合伙", "股份合作公司", "个人独资企业", "专业合作社", "律师事务所", "会计师事务所", "税务师事务所",
        "株式会社", "合同会社", "有限会社", "유한회사", "주식회사",
    ];

    /// <summary>Ends of a branch's name, after its parent's.</summary>
    static readonly string[] BranchEnds =
    [
        "分公司", "分行", "支行", "分店", "门店", "分厂", "分部", "分院", "分所", "分社", "分校", "分中心", "办事处", "营业部", "营业厅", "代表处",
        "项目部", "专卖店", "旗舰店", "体验店", "直营店", "店", "厂",
    ];

    /// <summary>Latin forms: the spelling that stands for all of them, then the others, as their words run together.</summary>
    static readonly string[] LatinSpellings =
    [
        "ltd limited coltd colimited companyltd companylimited",
        "pteltd ptelimited privatelimited privateltd pvtltd pvtlimited copteltd coptelimited copvtltd coprivatelimited",
        "ptyltd ptylimited proprietarylimited coptyltd",
        "inc incorporated coinc", "corp corporation",
        "llc collc limitedliabilitycompany", "llp limitedliabilitypartnership", "plc publiclimitedcompany",
        "gmbh mbh", "gmbhcokg", "ag", "kg", "kgaa", "ohg", "ug",
        "sa", "sas", "sarl", "srl", "sl slu", "ltda", "sadecv", "bv", "nv", "ab", "oy", "oyj", "aps",
        "sro", "spzoo", "doo", "ooo", "kft", "sdnbhd", "bhd", "kk kabushikikaisha",
    ];

    static readonly FrozenDictionary<string, string> LatinForms = LatinSpellings
        .Select(row => row.Split(' '))
        .SelectMany(row => row.Select(spelling => (Spelling: spelling, Form: row[0])))
        .ToFrozenDictionary(entry => entry.Spelling, entry => entry.Form);

    static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> LatinLookup =
        LatinForms.GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly int LongestLatin = LatinForms.Keys.Max(form => form.Length);

    /// <summary>Writes one form for each pair that the law treats as one. Order and results are such that doing it twice changes nothing.</summary>
    internal static string Unify(string name)
    {
        if (name.Contains("有限责任公司", StringComparison.Ordinal))
            name = name.Replace("有限责任公司", "有限公司");
        if (name.Contains("股份公司", StringComparison.Ordinal))
            name = name.Replace("股份公司", "股份有限公司");
        return name;
    }

    /// <summary>The length of the ideographic form at the end of the name; 0 when there is none.</summary>
    internal static int IdeographicFormLength(ReadOnlySpan<char> name) => EndLength(name, IdeographicForms);

    /// <summary>The length of the ending that tells a branch; 0 when there is none.</summary>
    internal static int BranchEndLength(ReadOnlySpan<char> name) => EndLength(name, BranchEnds);

    /// <summary>True when the name goes on after a legal form and ends as a branch does.</summary>
    internal static bool IsBranchOfFullName(ReadOnlySpan<char> name) => SplitBranchOfFullName(name, out _, out _);

    /// <summary>Where the parent's legal form begins and ends in the full name of a branch.</summary>
    internal static bool SplitBranchOfFullName(ReadOnlySpan<char> name, out int formStart, out int formEnd)
    {
        foreach (var form in IdeographicForms)
        {
            formStart = name.IndexOf(form, StringComparison.Ordinal);
            formEnd = formStart + form.Length;
            if (formStart > 0 && EndLength(name[formEnd..], BranchEnds) > 0)
                return true;
        }

        (formStart, formEnd) = (name.Length, name.Length);
        return false;
    }

    /// <summary>
    /// Finds the longest Latin form that ends the name and begins where a word begins, so that Zinc is no Inc. Words in the name are
    /// parted by single spaces.
    /// </summary>
    internal static string? LatinForm(ReadOnlySpan<char> name, out int start)
    {
        string? best = null;
        start = name.Length;
        Span<char> joined = stackalloc char[LongestLatin];
        var length = 0;
        for (var i = name.Length - 1; i >= 0 && length < joined.Length; i--)
        {
            if (name[i] == ' ')
                continue;
            if (TextFold.IsIdeographic(name[i]))
                break;

            joined[^++length] = name[i];
            var afterIdeograph = i > 0 && TextFold.IsIdeographic(name[i - 1]);
            var beginsWord = i == 0 || name[i - 1] == ' ' || afterIdeograph;
            if (beginsWord && LatinLookup.TryGetValue(joined[^length..], out var form) && (!afterIdeograph || IsUnmistakable(form)))
                (best, start) = (form, i);
        }

        return best;
    }

    /// <summary>Behind Chinese text, AB or PLC is rather a product than a form of organisation.</summary>
    static bool IsUnmistakable(string form) => form is "ltd" or "pteltd" or "ptyltd" or "inc" or "llc" or "gmbh" or "corp";

    /// <summary>True when nothing is left of the name beside words for trades.</summary>
    internal static bool IsOnlyTrade(ReadOnlySpan<char> core) => Trades.Start(core) == 0;

    static int EndLength(ReadOnlySpan<char> name, string[] ends)
    {
        foreach (var end in ends)
        {
            if (name.EndsWith(end, StringComparison.Ordinal))
                return end.Length;
        }

        return 0;
    }
}
