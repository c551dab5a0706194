using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Events;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Merging;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.Customers;

/// <summary>Applies an event to a customer. Replaying a customer's events from nothing gives its current state.</summary>
public static class CustomerEvolver
{
    public static Customer Evolve(Customer? customer, CustomerEvent happened) => happened switch
    {
        ClaimGranted e => Granted(customer, e),
        ClaimRefused e => Known(customer) with { Conflict = Refused(Known(customer), e), LastAt = Later(customer, e) },
        IdentifiersBound e => Known(customer) with { KeyCount = Known(customer).KeyCount + e.Kinds.Length, LastAt = Later(customer, e) },
        FollowUpRecorded e => FollowedUp(Known(customer), e),
        OwnershipReleased e => ToPool(Known(customer), e.Rep, e.ClaimableFrom, e.CoolDownUntil, Rule.Released, e),
        OwnershipExpired e => ToPool(Known(customer), e.Rep, e.ClaimableFrom, e.CoolDownUntil, Rule.ProtectionEnded, e),
        OwnershipTransferred e => Transferred(Known(customer), e),
        RepeatsCounted e => Known(customer) with
        {
            Conflict = Known(customer).Conflict?.WithRepeatsWritten(e.Rep, e.Repeats),
            LastAt = Later(customer, e),
        },
        CustomersMerged e when e.Customer == e.Merged => MergedAway(Known(customer), e),
        CustomersMerged e => Absorbed(Known(customer), e),
        CustomerUnmerged e when e.Customer == e.Merged => TakenOut(Known(customer), e),
        CustomerUnmerged e => Parted(Known(customer), e),
        MergeProposed e => Known(customer) with { Ties = Known(customer).Ties.Propose(e.With), LastAt = Later(customer, e) },
        MergeDismissed e => Known(customer) with { Ties = Known(customer).Ties.Dismiss(e.With), LastAt = Later(customer, e) },
        SharingDismissed e => Known(customer) with { LastAt = Later(customer, e) },
        KeyMarked e => Known(customer) with { KeyCount = Known(customer).KeyCount + (e.Shared ? -1 : 1), LastAt = Later(customer, e) },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "no such customer event"),
    };

    static Customer Granted(Customer? customer, ClaimGranted e)
    {
        var known = customer ?? new Customer { Id = e.Customer, Scope = e.Scope };
        return known with
        {
            Ownership = new Ownership(e.Rep, e.At, e.ProtectedUntil),
            Epoch = e.Epoch,
            ClaimableFrom = null,
            Opportunity = Opportunity.None,
            KeyCount = known.KeyCount + e.Kinds.Length,
            Conflict = Closed(known.Conflict, Rule.ClaimedFromPool, e.At),
            LastAt = Later(customer, e),
        };
    }

    static Conflict Refused(Customer customer, ClaimRefused e)
    {
        var conflict = customer.CurrentConflict is { } known
            ? known with { Holder = e.Holder, ClosedAt = null, ClosedBy = null }
            : new Conflict(new ConflictId(e.Customer, e.Epoch), e.Holder, e.At, e.At, [], 0);
        return conflict.WithRefusal(e.Rep, e.Verdict, e.Repeats, e.At, e.Others);
    }

    static Customer FollowedUp(Customer customer, FollowUpRecorded e) => customer with
    {
        Opportunity = e.Opportunity,
        Ownership = e.Counted ? customer.Ownership! with { ProtectedUntil = e.ProtectedUntil } : customer.Ownership,
        LastAt = Later(customer, e),
    };

    static Customer ToPool(
        Customer customer, RepId owner, DateTimeOffset claimableFrom, DateTimeOffset coolDownUntil, Rule rule, CustomerEvent e) => customer with
        {
            Ownership = null,
            ClaimableFrom = claimableFrom,
            Opportunity = Opportunity.None,
            FormerOwners = CoolDowns.Add(customer.FormerOwners, new FormerOwner(owner, coolDownUntil), e.At),
            Conflict = Closed(customer.Conflict, rule, e.At),
            LastAt = Later(customer, e),
        };

    static Customer Transferred(Customer customer, OwnershipTransferred e) => customer with
    {
        Ownership = new Ownership(e.To, e.At, e.ProtectedUntil),
        Epoch = e.Epoch,
        FormerOwners = CoolDowns.Add(customer.FormerOwners, new FormerOwner(e.From, e.CoolDownUntil), e.At),
        Conflict = Closed(customer.Conflict, Rule.Transferred, e.At),
        LastAt = Later(customer, e),
    };

    /// <summary>Merged into another: it belongs to nobody and waits in no pool.</summary>
    static Customer MergedAway(Customer customer, CustomersMerged e) => customer with
    {
        Ownership = null,
        ClaimableFrom = null,
        Opportunity = Opportunity.None,
        Conflict = Closed(customer.Conflict, Rule.Merged, e.At),
        Ties = customer.Ties with
        {
            Merger = new Merger(e.Into, e.At, e.Epoch, e.MergedHeld, e.IntoHeld, e.Held?.Rep != e.IntoHeld?.Rep) { IntoFormerOwners = e.IntoFormerOwners },
            Proposed = [],
        },
        LastAt = Later(customer, e),
    };

    static Customer Absorbed(Customer customer, CustomersMerged e) => customer with
    {
        Ownership = e.Held?.Ownership,
        Epoch = e.Epoch,
        ClaimableFrom = e.ClaimableFrom,
        Opportunity = e.Held?.Opportunity ?? Opportunity.None,
        FormerOwners = CoolDowns.Join(e.IntoFormerOwners, e.MergedFormerOwners, e.At),
        Conflict = e.Epoch == customer.Epoch ? customer.Conflict : Closed(customer.Conflict, Rule.Merged, e.At),
        Ties = customer.Ties.Absorb(e.Merged, e.Height),
        LastAt = Later(customer, e),
    };

    static Customer TakenOut(Customer customer, CustomerUnmerged e) => customer with
    {
        Ownership = e.MergedHeld?.Ownership,
        Epoch = e.MergedEpoch,
        ClaimableFrom = e.MergedHeld is null ? e.At : null,
        Opportunity = e.MergedHeld?.Opportunity ?? Opportunity.None,
        FormerOwners = e.MergedFormerOwners,
        Ties = Apart(customer.Ties with { Merger = null }, e.Merged, e.Into),
        LastAt = Later(customer, e),
    };

    static Customer Parted(Customer customer, CustomerUnmerged e) => customer with
    {
        Ownership = e.IntoHeld?.Ownership,
        Epoch = e.Epoch,
        ClaimableFrom = e.IntoHeld is not null ? null : e.Owner is null ? customer.ClaimableFrom : e.At,
        Opportunity = e.IntoHeld?.Opportunity ?? Opportunity.None,
        FormerOwners = e.IntoFormerOwners,
        Conflict = e.Owner == e.IntoHeld?.Rep ? customer.Conflict : Closed(customer.Conflict, Rule.Unmerged, e.At),
        Ties = Apart(customer.Ties.Release(e.Merged), e.Into, e.Merged),
        LastAt = Later(customer, e),
    };

    /// <summary>Whoever undoes a merge says that the two are not one; said once, at the customer that keeps the pair.</summary>
    static Ties Apart(Ties ties, CustomerId self, CustomerId other) => ProposalDecider.Keeper(self, other) == self ? ties.Dismiss(other) : ties;

    static Conflict? Closed(Conflict? conflict, Rule by, DateTimeOffset at) =>
        conflict is null or { ClosedAt: not null } ? conflict : conflict with { ClosedAt = at, ClosedBy = by };

    static DateTimeOffset Later(Customer? customer, CustomerEvent e) => customer is null || e.At > customer.LastAt ? e.At : customer.LastAt;

    static Customer Known(Customer? customer) => customer ?? throw new InvalidOperationException("The log begins a customer with a granted claim.");
}
