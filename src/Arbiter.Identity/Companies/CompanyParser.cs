using System.Collections.Immutable;

namespace Arbiter.Identity.Companies;

/// <summary>Takes a canonical company name apart: from the end its branch, form and trade, from the beginning its place.</summary>
static class CompanyParser
{
    const int MinDistinctive = 2;

    internal static CompanyName Parse(string canonical, bool isFull)
    {
        var (body, form, branch) = SplitForm(canonical);
        var rest = body.AsSpan();
        var placeLength = LeadingPlace(rest, out var codes);
        var place = body[..placeLength];
        rest = rest[placeLength..];
        rest = rest[..^TrailingPlace(rest, ref place, ref codes)];

        var tradeStart = Trades.Start(rest) is var start && start >= MinDistinctive ? start : rest.Length;
        var (distinctive, trade) = (new string(rest[..tradeStart]), new string(rest[tradeStart..]));
        // 明德(上海)贸易: what was in brackets stands behind the distinctive part now.
        if (trade.Length > 0)
            distinctive = distinctive[..^TrailingPlace(distinctive, ref place, ref codes)];
        return new CompanyName
        {
            Canonical = canonical,
            Place = place,
            Distinctive = distinctive,
            Trade = trade,
            Form = form,
            Branch = branch,
            IsFull = isFull,
            PlaceCodes = codes,
            BranchPlaceCodes = PlaceOf(branch),
        };
    }

    static (string Body, string Form, string Branch) SplitForm(string name)
    {
        // A Latin form is a word of its own in a canonical value.
        if (name.LastIndexOf(' ') is var space and > 0)
            return (name[..space], name[(space + 1)..], "");
        if (CompanyForms.SplitBranchOfFullName(name, out var formStart, out var formEnd))
            return WithStockForm(name, formStart, formEnd);
        if (CompanyForms.IdeographicFormLength(name) is var length and > 0 && length < name.Length)
            return WithStockForm(name, name.Length - length, name.Length);
        if (BranchNames.Start(name) is var start and > 0)
            return (WithoutPlainForm(name[..start]), "", name[start..]);

        var body = WithoutPlainForm(name);
        if (body.Length < name.Length)
            return (body, "", "");
        var household = Trades.HouseholdEndLength(name);
        return household > 0 && name.Length - household >= MinDistinctive ? (name[..^household], name[^household..], "") : (name, "", "");
    }

    static (string Body, string Form, string Branch) WithStockForm(string name, int formStart, int formEnd)
    {
        if (formStart >= 2 + MinDistinctive && name.AsSpan(0, formStart).EndsWith("股份"))
            formStart -= 2;
        return (name[..formStart], name[formStart..formEnd], name[formEnd..]);
    }

    /// <summary>公司 alone says no more than that there is one; people leave out the form, or a part of it.</summary>
    static string WithoutPlainForm(string name)
    {
        foreach (var plain in (ReadOnlySpan<string>)["公司", "责任", "有限", "股份"])
        {
            if (name.Length >= plain.Length + MinDistinctive && name.EndsWith(plain, StringComparison.Ordinal))
                name = name[..^plain.Length];
        }

        return name;
    }

    /// <summary>The length of the places that the name begins with, each inside the one before, and a distinctive part left behind them.</summary>
    internal static int LeadingPlace(ReadOnlySpan<char> name, out ImmutableArray<int> codes)
    {
        codes = [];
        var taken = 0;
        while (Places.StartLength(name[taken..], out var found) is var length and > 0)
        {
            var within = Places.Within(codes, found);
            if (within.IsEmpty || name.Length - taken - length < MinDistinctive)
                break;
            (codes, taken) = (within, taken + length);
        }

        if (taken > 0 && Places.ZoneLength(name[taken..]) is var zone and > 0 && name.Length - taken - zone >= MinDistinctive)
            taken += zone;
        return taken;
    }

    /// <summary>The length of a place that the name ends with; it joins the places that were found before.</summary>
    static int TrailingPlace(ReadOnlySpan<char> name, ref string place, ref ImmutableArray<int> codes)
    {
        var length = Places.EndLength(name, out var found);
        var within = Places.Within(codes, found);
        if (length == 0 || within.IsEmpty || name.Length - length < MinDistinctive)
            return 0;

        place += name[^length..].ToString();
        codes = within;
        return length;
    }

    static ImmutableArray<int> PlaceOf(string branch)
    {
        Places.StartLength(branch, out var codes);
        return codes;
    }
}
