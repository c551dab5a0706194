using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;

namespace Arbiter.Domain.Conflicts;

/// <summary>Writes down the repeated attempts that were only counted, once their window is over.</summary>
public static class RepeatsDecider
{
    public static Decision Decide(WriteRepeats command, Customer? customer, DateTimeOffset now)
    {
        if (customer?.Conflict is null) return Decision.Nothing(new Rejected(Rejection.NothingToDo));
        var docket = Docket.For(customer, now);
        foreach (var party in customer.Conflict.Parties)
        {
            if (party.Repeats > 0)
                customer = docket.Emit(customer, new RepeatsCounted(customer.Id, customer.Scope, party.Rep, party.Repeats, docket.Now));
        }

        return docket.IsEmpty ? Decision.Nothing(new Rejected(Rejection.NothingToDo)) : docket.Decide(new Accepted(docket.Now) { Customer = customer.Id });
    }
}
