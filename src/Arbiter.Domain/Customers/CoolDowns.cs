using System.Collections.Immutable;
using Arbiter.Domain.Policies;

namespace Arbiter.Domain.Customers;

/// <summary>Lists of former owners: each rep once, only those who still have to wait, and never more than <see cref="Limits.FormerOwners"/>.</summary>
public static class CoolDowns
{
    /// <summary>The list after one more owner left.</summary>
    public static ImmutableArray<FormerOwner> Add(ImmutableArray<FormerOwner> owners, FormerOwner latest, DateTimeOffset at)
    {
        var kept = owners.Where(o => o.Until > at && o.Rep != latest.Rep).TakeLast(Limits.FormerOwners - 1);
        return latest.Until > at ? [.. kept, latest] : [.. kept];
    }

    /// <summary>Both lists in one: whoever left either customer waits, and as long as for the longer of the two.</summary>
    public static ImmutableArray<FormerOwner> Join(ImmutableArray<FormerOwner> one, ImmutableArray<FormerOwner> other, DateTimeOffset at) =>
    [
        .. one.Concat(other).Where(o => o.Until > at).GroupBy(o => o.Rep).Select(o => new FormerOwner(o.Key, o.Max(f => f.Until)))
            .OrderBy(o => o.Until).TakeLast(Limits.FormerOwners),
    ];
}
