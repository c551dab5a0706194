using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Policies;

namespace Arbiter.Domain.Protection;

/// <summary>Ends protection at its instant (P5): whoever looks first after it, a claim or the sweep, sees the same.</summary>
public static class ProtectionDecider
{
    /// <summary>From the sweep. Does nothing when somebody was faster.</summary>
    public static Decision Decide(EndProtection command, Customer? customer, Policy policy, DateTimeOffset now)
    {
        if (customer is null) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        var docket = Docket.For(customer, now);
        var settled = Settle(docket, customer, policy);
        return docket.IsEmpty
            ? Decision.Nothing(new Rejected(Rejection.NothingToDo))
            : docket.Decide(new Accepted(docket.Now) { Customer = settled.Id, Epoch = settled.Epoch, ClaimableFrom = settled.ClaimableFrom });
    }

    /// <summary>The customer as it stands at the docket's instant: back in the pool if its protection has ended.</summary>
    public static Customer Settle(Docket docket, Customer customer, Policy policy)
    {
        if (customer.Ownership is not { ProtectedUntil: { } end } ownership || end > docket.Now) return customer;
        return docket.Emit(customer, new OwnershipExpired(
            customer.Id, customer.Scope, ownership.Rep, customer.Epoch, end.AddMinutes(policy.Pool.FreshHoldMinutes),
            end.AddHours(policy.Pool.CoolDownHours), policy.Version, end));
    }
}
