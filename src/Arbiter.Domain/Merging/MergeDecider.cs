using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Protection;

namespace Arbiter.Domain.Merging;

/// <summary>
/// Makes one customer of two that a person knows to be the same. No key is rewritten: the merged customer points to the survivor, and whoever is led to it is
/// led on. The ownership that began first wins ("owner by the earliest claim"); the other one ends without a cool-down, for nobody gave anything up. Whoever had to wait
/// for either customer waits for the survivor: merging must be no way around that.
/// </summary>
public static class MergeDecider
{
    public static Decision Decide(MergeCustomers command, Customer? into, Customer? merged, Policy policy, DateTimeOffset now)
    {
        if (into is null || merged is null) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        if (Obstacle(into, merged) is { } obstacle) return Decision.Nothing(new Rejected(obstacle));

        var docket = Docket.For(into, merged, now);
        merged = ProtectionDecider.Settle(docket, merged, policy);
        into = ProtectionDecider.Settle(docket, into, policy);
        var (ofMerged, ofInto) = (Holding.Of(merged), Holding.Of(into));
        var held = Winner(ofInto, ofMerged);
        var changesHands = held?.Rep != ofInto?.Rep;
        var happened = new CustomersMerged(
            merged.Id, into.Scope, merged.Id, into.Id, merged.Epoch, into.Epoch + (changesHands ? 1 : 0), ofMerged, ofInto, held,
            Math.Max(into.Ties.Height, merged.Ties.Height + 1), policy.Version, docket.Now)
        {
            MergedFormerOwners = merged.FormerOwners,
            IntoFormerOwners = into.FormerOwners,
            ClaimableFrom = held is null ? Later(into.ClaimableFrom, merged.ClaimableFrom) : null,
        };
        docket.Emit(merged, happened);
        into = docket.Emit(into, happened with { Customer = into.Id });
        return docket.Decide(Accepted.For(into, docket.Now));
    }

    static Rejection? Obstacle(Customer into, Customer merged)
    {
        if (into.Id == merged.Id) return Rejection.SameCustomer;
        if (into.Scope != merged.Scope) return Rejection.OtherScope;
        if (into.Ties.Merger is not null || merged.Ties.Merger is not null) return Rejection.AlreadyMerged;
        return into.Ties.Absorbed.Length >= Limits.MergedPerCustomer || merged.Ties.Height >= Limits.MergeHeight ? Rejection.TooManyMerged : null;
    }

    /// <summary>The earlier ownership. A rep who owned both keeps what they were promised on either.</summary>
    static Holding? Winner(Holding? ofInto, Holding? ofMerged)
    {
        if (ofInto is null || ofMerged is null) return ofInto ?? ofMerged;
        var earlier = ofMerged.Since < ofInto.Since ? ofMerged : ofInto;
        if (ofInto.Rep != ofMerged.Rep) return earlier;
        return earlier with
        {
            ProtectedUntil = ofInto.ProtectedUntil is null || ofMerged.ProtectedUntil is null ? null : Later(ofInto.ProtectedUntil, ofMerged.ProtectedUntil),
            Opportunity = ofMerged.Opportunity > ofInto.Opportunity ? ofMerged.Opportunity : ofInto.Opportunity,
        };
    }

    static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;
}
