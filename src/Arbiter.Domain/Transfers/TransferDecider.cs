using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Protection;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.Transfers;

/// <summary>A manager gives a customer to another rep. Costs the receiver a holding, but no claim of the day.</summary>
public static class TransferDecider
{
    public static Decision Decide(
        TransferCustomer command, Customer? customer, Rep? receiver, Claimant receiving, Policy policy, DateTimeOffset now)
    {
        if (customer is null) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        if (receiver is null) return Decision.Nothing(new Rejected(Rejection.UnknownRep));
        if (!receiver.Active) return Decision.Nothing(new Rejected(Rejection.InactiveRep));

        var docket = Docket.For(customer, now);
        customer = ProtectionDecider.Settle(docket, customer, policy);
        if (customer.Ownership is not { } ownership) return docket.Decide(new Rejected(Rejection.NotOwned));
        if (ownership.Rep == receiver.Id) return docket.Decide(new Rejected(Rejection.OwnerAlready));
        if (receiving.HoldingsExhausted(policy.Quotas) is not null) return docket.Decide(new Rejected(Rejection.HoldingsQuota));

        customer = docket.Emit(customer, new OwnershipTransferred(
            customer.Id, customer.Scope, ownership.Rep, receiver.Id, customer.Epoch + 1, command.Reason,
            docket.Now.AddHours(policy.Protection.AfterClaimHours), docket.Now.AddHours(policy.Pool.CoolDownHours), policy.Version, docket.Now));
        return docket.Decide(new Accepted(docket.Now)
        {
            Customer = customer.Id,
            Owner = receiver.Id,
            Epoch = customer.Epoch,
            ProtectedUntil = customer.Ownership!.ProtectedUntil,
        });
    }
}
