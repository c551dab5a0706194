using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Protection;

namespace Arbiter.Domain.Keys;

/// <summary>
/// Takes an admin's word that a key is shared. From then on it leads nowhere and stays a mention of the customer that had it; taken back, it leads there again.
/// </summary>
public static class MarkDecider
{
    /// <summary>Decides on the customer whose key it is (merged or not: the key is its own), and on whether the key is shared already.</summary>
    public static Decision Decide(MarkKey command, Customer? customer, bool shared, Policy policy, DateTimeOffset now)
    {
        if (customer is null) return Decision.Nothing(new Rejected(Rejection.UnknownKey));
        if (shared == command.Shared) return Decision.Nothing(new Rejected(Rejection.NothingToDo));
        var docket = Docket.For(customer, now);
        // Nothing is logged after the end of a protection before the end itself.
        customer = ProtectionDecider.Settle(docket, customer, policy);
        customer = docket.Emit(customer, new KeyMarked(customer.Id, customer.Scope, command.Key.Kind, command.Shared, docket.Now));
        return docket.Decide(new Accepted(docket.Now) { Customer = customer.Id, Epoch = customer.Epoch }) with
        {
            Mark = new KeyMark(command.Key, customer.Id, command.Shared),
            Mentions = command.Shared ? [new Mention(command.Key, customer.Id, Elsewhere: false)] : [],
        };
    }
}
