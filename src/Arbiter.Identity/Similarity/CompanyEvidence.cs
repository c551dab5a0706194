using Arbiter.Identity.Companies;

namespace Arbiter.Identity.Similarity;

/// <summary>What two companies' names say about whether they are one.</summary>
static class CompanyEvidence
{
    /// <summary>From so many characters on, one that is missing or other is more likely a slip than another name.</summary>
    const int LongName = 7;

    /// <summary>The same for the distinctive part alone.</summary>
    const int LongDistinctive = 4;

    /// <summary>A short name of so many characters may be made of single characters of the long one (中石化).</summary>
    const int LongestAbbreviation = 4;

    /// <summary>Characters that number and place things of one name.</summary>
    const string Marks = "0123456789一二三四五六七八九十甲乙丙丁东西南北中上下前后左右新老大小";

    internal static (string? Code, int Points) Of(CompanyName a, CompanyName b, SimilarityWeights weights)
    {
        if (a.Canonical.Length == 0 || b.Canonical.Length == 0)
            return (null, 0);
        if (a.Canonical == b.Canonical)
            return a.IsFull && b.IsFull ? (SimilarityCodes.SameKey, weights.SameKey) : (SimilarityCodes.SameName, SameNamePoints(a, b, weights.SameName, weights));

        var body = OfBodies(a, b, weights);
        if (body.Points <= 0 || (a.Branch.Length == 0 && b.Branch.Length == 0))
            return body;
        if (a.Branch.Length == 0 || b.Branch.Length == 0)
            return (SimilarityCodes.BranchAndParent, weights.BranchAndParent);
        return AreOneBranch(a, b) ? body : (SimilarityCodes.TwoBranches, weights.TwoBranches);
    }

    static (string? Code, int Points) OfBodies(CompanyName a, CompanyName b, SimilarityWeights weights)
    {
        var sameForm = a.Form == b.Form || a.Form.Length == 0 || b.Form.Length == 0;
        var compatible = Places.AreCompatible(a.PlaceCodes, b.PlaceCodes);
        if (a.Core == b.Core || a.Place + a.Core == b.Place + b.Core)
        {
            if (!compatible)
                return (SimilarityCodes.OtherPlace, weights.OtherPlace);
            if (!AreSamePlace(a, b))
                return (SimilarityCodes.PlaceLeftOut, weights.PlaceLeftOut);
            return sameForm ? (SimilarityCodes.SameName, SameNamePoints(a, b, weights.SameName, weights)) : (SimilarityCodes.OtherForm, weights.OtherForm);
        }

        if (NearPoints(a, b, compatible, weights) is var near and > 0)
            return (SimilarityCodes.NearName, sameForm ? near : near - weights.SameName + weights.OtherForm);
        if (IsSlipInForm(a, b))
            return (SimilarityCodes.NearName, weights.NearName);
        if (a.Core == b.Place + b.Core || b.Core == a.Place + a.Core)
            return (SimilarityCodes.PlaceLeftOut, weights.PlaceLeftOut);
        if (a.Distinctive == b.Distinctive && compatible)
            return a.Trade.StartsWith(b.Trade, StringComparison.Ordinal) || b.Trade.StartsWith(a.Trade, StringComparison.Ordinal)
                ? (SimilarityCodes.SameDistinctivePart, weights.SameDistinctivePart)
                : (SimilarityCodes.SameDistinctivePart, weights.SameDistinctivePart / 2);
        if (IsAbbreviation(a, b) || IsAbbreviation(b, a))
            return (null, 0);
        return (SimilarityCodes.OtherName, a.IsFull && b.IsFull ? weights.OtherFullName : weights.OtherName);
    }

    /// <summary>A name that is all trade (天津汽车零件) tells less than one with a part of its own.</summary>
    static int SameNamePoints(CompanyName a, CompanyName b, int points, SimilarityWeights weights) =>
        Trades.Start(a.Distinctive) == 0 || Trades.Start(b.Distinctive) == 0 ? Math.Min(points, weights.PlaceLeftOut) : points;

    /// <summary>江苏苏州 is 苏州. A company of the province and one of its capital are two, so 浙江 is not 杭州.</summary>
    static bool AreSamePlace(CompanyName a, CompanyName b) => a.PlaceCodes.IsEmpty ? b.PlaceCodes.IsEmpty : a.PlaceCodes.Intersect(b.PlaceCodes).Any();

    /// <summary>
    /// The whole names are compared, because a slip may fall into the place and hide it. One in the distinctive part counts as much as elsewhere
    /// only where that part is long, or where the slip is one that makes no other name.
    /// </summary>
    static int NearPoints(CompanyName a, CompanyName b, bool compatible, SimilarityWeights weights)
    {
        var (whole, other) = (a.Place + a.Core, b.Place + b.Core);
        var slip = TextDistance.Between(whole, other, out var at);
        if (slip is Slip.Far or Slip.None || TellsApart(whole, other, slip, at))
            return 0;

        var shorter = Math.Min(whole.Length, other.Length);
        var distinctive = Math.Min(a.Distinctive.Length, b.Distinctive.Length);
        var isInDistinctive = at >= Math.Min(a.Place.Length, b.Place.Length) && at < Math.Max(a.Place.Length + a.Distinctive.Length, b.Place.Length + b.Distinctive.Length);
        if (slip is Slip.Doubled or Slip.Swapped)
            return shorter >= LongName || distinctive >= LongDistinctive ? weights.NearName : weights.NearDistinctivePart;
        if (!isInDistinctive && !compatible)
            return 0;
        return shorter >= LongName && (!isInDistinctive || distinctive >= LongDistinctive) ? weights.NearName : weights.NearDistinctivePart;
    }

    /// <summary>第一 and 第二, 城东 and 城西, 东方 and 新东方 differ by one character, and on purpose.</summary>
    static bool TellsApart(string a, string b, Slip slip, int at)
    {
        if (slip is Slip.Doubled or Slip.Swapped)
            return false;
        var longer = a.Length >= b.Length ? a : b;
        return slip is Slip.Missing ? Marks.Contains(longer[at]) : Marks.Contains(a[at]) && Marks.Contains(b[at]);
    }

    /// <summary>有限限公司 is no form to the parser; the names up to there are the same.</summary>
    static bool IsSlipInForm(CompanyName a, CompanyName b) =>
        TextDistance.Between(a.Canonical, b.Canonical, out var at) is not Slip.Far
        && at >= Math.Min(a.Place.Length + a.Core.Length, b.Place.Length + b.Core.Length);

    static bool AreOneBranch(CompanyName a, CompanyName b) =>
        a.Branch == b.Branch
        || (TextDistance.Between(a.Branch, b.Branch, out var at) is var slip and (Slip.Doubled or Slip.Missing or Slip.Swapped) && !TellsApart(a.Branch, b.Branch, slip, at));

    /// <summary>中石化 is made of characters of 中国石油化工, in their order: it neither proves nor disproves.</summary>
    static bool IsAbbreviation(CompanyName shorter, CompanyName longer)
    {
        var (text, whole) = (shorter.Place + shorter.Core, longer.Place + longer.Core);
        if (shorter.IsFull || text.Length > LongestAbbreviation || text.Length >= whole.Length)
            return false;

        var found = 0;
        foreach (var c in whole)
        {
            if (found < text.Length && text[found] == c)
                found++;
        }

        return found == text.Length;
    }
}
