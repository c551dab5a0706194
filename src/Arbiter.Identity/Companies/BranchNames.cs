namespace Arbiter.Identity.Companies;

/// <summary>Branches of companies whose legal form was left out: 明德物流南京分公司, 明德火锅上海徐家汇店.</summary>
static class BranchNames
{
    const int MinParent = 2;

    /// <summary>How far before 店 its place may begin.</summary>
    const int MaxShopName = 9;

    /// <summary>Where the branch's own name begins; 0 when the name is no branch's.</summary>
    internal static int Start(ReadOnlySpan<char> name)
    {
        var end = CompanyForms.BranchEndLength(name);
        if (end == 0)
            return 0;

        var before = name[..^end];
        if (end == 1)
            return StartOfShop(name, before);
        if (Places.EndLength(before, out _) is var place and > 0 && before.Length - place >= MinParent)
            return before.Length - place;
        if (before.LastIndexOf('第') is var ordinal && ordinal >= MinParent && before.Length - ordinal <= 4)
            return ordinal;
        // 明德物流分公司 says nothing of its own; before 城东支行 stands a name of two characters.
        if (Trades.Start(before) < before.Length || before.Length < MinParent + 2)
            return before.Length >= MinParent ? before.Length : 0;
        return before.Length - 2;
    }

    /// <summary>店 and 厂 end the names of households and plants too; with a place of its own behind a name it is one of several.</summary>
    static int StartOfShop(ReadOnlySpan<char> name, ReadOnlySpan<char> before)
    {
        var leading = CompanyParser.LeadingPlace(name, out _);
        for (var i = Math.Max(leading + MinParent, before.Length - MaxShopName); i <= before.Length - 2; i++)
        {
            if (Places.StartLength(before[i..], out _) > 0)
                return i;
        }

        return 0;
    }
}
