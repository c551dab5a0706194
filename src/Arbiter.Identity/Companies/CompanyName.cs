using System.Collections.Immutable;
using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Companies;

/// <summary>
/// A company's name in its parts (企业名称登记管理规定, 6: place, 字号, trade, form of organisation), folded and simplified. Parts that a name does
/// not have are empty. Made from a canonical value, so the same however the name was typed.
/// </summary>
public sealed record CompanyName
{
    /// <summary>The whole name, as it is stored as a key.</summary>
    public required string Canonical { get; init; }

    /// <summary>The place before, behind or in brackets in the name, as it is written there: 江苏, 南京市江北新区.</summary>
    public required string Place { get; init; }

    /// <summary>What tells this company from others (字号).</summary>
    public required string Distinctive { get; init; }

    /// <summary>Words for the trade: 信息咨询.</summary>
    public required string Trade { get; init; }

    /// <summary>The legal form in its one spelling: 有限公司, ltd; for a household its own, 商行.</summary>
    public required string Form { get; init; }

    /// <summary>What follows the parent's name in a branch's: 合肥分公司.</summary>
    public required string Branch { get; init; }

    /// <summary>A full legal name, which is a hard key; a short name or a brand is shared.</summary>
    public required bool IsFull { get; init; }

    /// <summary>Divisions of GB/T 2260 that the place may stand for; none when there is no place.</summary>
    internal ImmutableArray<int> PlaceCodes { get; init; } = [];

    /// <summary>Divisions that the branch's own place may stand for.</summary>
    internal ImmutableArray<int> BranchPlaceCodes { get; init; } = [];

    /// <summary>What is left after stripping: the distinctive part and the trade. Names are alike by it.</summary>
    public string Core => Distinctive + Trade;

    /// <summary>Parses a canonical value, or any text that stands for one. Total: what is no company's name is all distinctive part.</summary>
    public static CompanyName Parse(string text) =>
        Normalizer.Normalize(new Identifier(IdentifierKind.Company, text)).Keys is [var key, ..]
            ? CompanyParser.Parse(key.Value, key.Strength == KeyStrength.Hard)
            : CompanyParser.Parse("", isFull: false);

    /// <summary>Everything else follows from these.</summary>
    public bool Equals(CompanyName? other) => other is not null && Canonical == other.Canonical && IsFull == other.IsFull;

    public override int GetHashCode() => HashCode.Combine(Canonical, IsFull);

    /// <summary>No part of the name: it is personal data where the company is a person's.</summary>
    public override string ToString() => Mask.Of(IdentifierKind.Company, Canonical);
}
