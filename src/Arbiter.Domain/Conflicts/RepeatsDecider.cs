using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Protection;

namespace Arbiter.Domain.Conflicts;

/// <summary>Writes down the repeated attempts that were only counted, once their window is over.</summary>
public static class RepeatsDecider
{
    public static Decision Decide(WriteRepeats command, Customer? customer, Policy policy, DateTimeOffset now)
    {
        if (customer?.Conflict is not { } conflict || conflict.Parties.All(p => p.Repeats == 0))
            return Decision.Nothing(new Rejected(Rejection.NothingToDo));
        var docket = Docket.For(customer, now);
        // Nothing is logged after the end of a protection before the end itself.
        customer = ProtectionDecider.Settle(docket, customer, policy);
        foreach (var party in conflict.Parties)
        {
            if (party.Repeats > 0)
                customer = docket.Emit(customer, new RepeatsCounted(customer.Id, customer.Scope, party.Rep, party.Repeats, docket.Now));
        }

        return docket.Decide(new Accepted(docket.Now) { Customer = customer.Id });
    }
}
