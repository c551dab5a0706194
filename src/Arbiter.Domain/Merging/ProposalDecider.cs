using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Protection;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.Merging;

/// <summary>Proposes that two customers be merged, and takes a person's word that they should not. Nothing here merges by itself.</summary>
public static class ProposalDecider
{
    /// <summary>A pair is kept at one of the two, always the same: the smaller id.</summary>
    public static CustomerId Keeper(CustomerId one, CustomerId other) => one.CompareTo(other) < 0 ? one : other;

    /// <summary>
    /// Proposes every customer of one owner to be merged with the first: at most one open proposal for a pair, none that was dismissed, and no more than a customer
    /// can keep.
    /// </summary>
    public static void Propose(Docket docket, ReadOnlySpan<Customer> ofOneOwner, RepId claimant)
    {
        var first = ofOneOwner[0];
        foreach (var other in ofOneOwner[1..])
        {
            var keeper = Keeper(first.Id, other.Id) == first.Id ? first : other;
            var with = keeper == first ? other.Id : first.Id;
            if (!IsNews(keeper, with)) continue;
            var after = docket.Emit(keeper, new MergeProposed(keeper.Id, keeper.Scope, with, claimant, docket.Now));
            if (keeper == first) first = after;
        }
    }

    /// <summary>Proposes two customers that resemble each other. Whoever compares may do so twice, or several at once: the second time there is nothing to do.</summary>
    public static Decision Decide(ProposeMerge command, Customer? one, Customer? other, Policy policy, DateTimeOffset now)
    {
        if (one is null || other is null) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        if (one.Id == other.Id) return Decision.Nothing(new Rejected(Rejection.SameCustomer));
        if (one.Scope != other.Scope) return Decision.Nothing(new Rejected(Rejection.OtherScope));
        if (one.Ties.Merger is not null || other.Ties.Merger is not null) return Decision.Nothing(new Rejected(Rejection.AlreadyMerged));
        var (keeper, with) = Keeper(one.Id, other.Id) == one.Id ? (one, other.Id) : (other, one.Id);
        if (!IsNews(keeper, with)) return Decision.Nothing(new Rejected(Rejection.NothingToDo));
        var docket = Docket.For(keeper, now);
        keeper = ProtectionDecider.Settle(docket, keeper, policy);
        keeper = docket.Emit(keeper, new MergeProposed(keeper.Id, keeper.Scope, with, null, docket.Now) { Evidence = command.Evidence });
        return docket.Decide(new Accepted(docket.Now) { Customer = keeper.Id, Epoch = keeper.Epoch });
    }

    static bool IsNews(Customer keeper, CustomerId with) =>
        keeper.Ties.Proposed.Length < Limits.ProposalsPerCustomer && !keeper.Ties.Proposed.Contains(with) && !keeper.Ties.Dismissed.Contains(with);

    public static Decision Decide(DismissProposal command, Customer? keeper, Policy policy, DateTimeOffset now)
    {
        if (keeper is null) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        if (!keeper.Ties.Proposed.Contains(command.With)) return Decision.Nothing(new Rejected(Rejection.NothingToDo));
        var docket = Docket.For(keeper, now);
        // Nothing is logged after the end of a protection before the end itself.
        keeper = ProtectionDecider.Settle(docket, keeper, policy);
        keeper = docket.Emit(keeper, new MergeDismissed(keeper.Id, keeper.Scope, command.With, docket.Now));
        return docket.Decide(new Accepted(docket.Now) { Customer = keeper.Id, Epoch = keeper.Epoch });
    }
}
