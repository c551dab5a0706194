using Arbiter.Domain.Customers;
using Arbiter.Engine.Similar;

namespace Arbiter.Storage.Rows;

/// <summary>A name that an index brought up, and the customer it is of.</summary>
readonly record struct FoundName(CustomerId Customer, NameText Name)
{
    /// <summary>
    /// Whose names are the one asked for but for a slip, or for the place; the most similar where there are more than <paramref name="limit"/>. The others shared some
    /// trigrams and would be weighed in vain, with all that has to be read of a customer for it.
    /// </summary>
    public static IReadOnlyList<CustomerId> Best(NameText asked, IEnumerable<FoundName> found, int limit)
    {
        var near = found.Where(f => f.IsNear(asked)).DistinctBy(f => f.Customer).ToList();
        if (near.Count <= limit) return near.ConvertAll(f => f.Customer);
        var wanted = Trigrams.Of(asked.Whole);
        return [.. near.OrderByDescending(f => Trigrams.Similarity(wanted, Trigrams.Of(f.Name.Whole))).Take(limit).Select(f => f.Customer)];
    }

    bool IsNear(NameText asked) => (asked.Core.Length > 0 && Name.Core == asked.Core) || Slips.AtMostOne(Name.Whole, asked.Whole);

    public override string ToString() => $"{Customer}";
}
