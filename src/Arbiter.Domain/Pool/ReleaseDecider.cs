using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Protection;

namespace Arbiter.Domain.Pool;

/// <summary>Gives a customer back to the public pool before its protection ends.</summary>
public static class ReleaseDecider
{
    public static Decision Decide(ReleaseCustomer command, Customer? customer, Policy policy, DateTimeOffset now)
    {
        if (customer is null) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        var docket = Docket.For(customer, now);
        customer = ProtectionDecider.Settle(docket, customer, policy);
        if (customer.Ownership is not { } ownership) return docket.Decide(new Rejected(Rejection.NotOwned));
        if (command.Rep is { } rep && ownership.Rep != rep) return docket.Decide(new Rejected(Rejection.NotOwner));

        customer = docket.Emit(customer, new OwnershipReleased(
            customer.Id, customer.Scope, ownership.Rep, customer.Epoch, command.Reason, docket.Now.AddMinutes(policy.Pool.FreshHoldMinutes),
            docket.Now.AddHours(policy.Pool.CoolDownHours), policy.Version, docket.Now));
        return docket.Decide(new Accepted(docket.Now) { Customer = customer.Id, Epoch = customer.Epoch, ClaimableFrom = customer.ClaimableFrom });
    }
}
