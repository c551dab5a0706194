using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Protection;

namespace Arbiter.Domain.Keys;

/// <summary>
/// Takes a person's word on whether a key is shared. A marked key leads nowhere and stays a mention of the customer that had it; taken back, it leads there again.
/// The log names the kind and the customer, never the key.
/// </summary>
public static class MarkDecider
{
    /// <summary>Decides on the customer whose key it is (merged or not: the key is its own), and on what was said of the key so far.</summary>
    public static Decision Decide(MarkKey command, Customer customer, Sharing sharing, Policy policy, DateTimeOffset now)
    {
        if (command.Shared == sharing.Marked) return Decision.Nothing(new Rejected(Rejection.NothingToDo));
        if (command.IfProposed && !sharing.IsProposed(command.Others, policy.Identity.SharedKeyCustomers))
            return Decision.Nothing(new Rejected(Rejection.NothingToDo));
        var docket = Begin(ref customer, policy, now);
        customer = docket.Emit(customer, new KeyMarked(customer.Id, customer.Scope, command.Key.Kind, command.Shared, command.Others, docket.Now));
        // Whoever says that a key is not shared after all has seen what it was seen with: that alone proposes it no more.
        var after = command.Shared ? sharing with { Marked = true } : new Sharing(false, Math.Max(sharing.DismissedAt, command.Others));
        return docket.Decide(new Accepted(docket.Now) { Customer = customer.Id, Epoch = customer.Epoch }) with
        {
            Mark = new KeyMark(command.Key, customer.Id, sharing, after),
            Mentions = command.Shared ? [new Mention(command.Key, customer.Id, Elsewhere: false)] : [],
        };
    }

    /// <summary>Decides on a proposal: only one that stands can be dismissed, and it stays so until the key is seen with further customers.</summary>
    public static Decision Decide(DismissSharing command, Customer? customer, Sharing sharing, Policy policy, DateTimeOffset now)
    {
        if (customer is null) return Decision.Nothing(new Rejected(Rejection.UnknownKey));
        if (!sharing.IsProposed(command.Others, policy.Identity.SharedKeyCustomers)) return Decision.Nothing(new Rejected(Rejection.NothingToDo));
        var docket = Begin(ref customer, policy, now);
        customer = docket.Emit(customer, new SharingDismissed(customer.Id, customer.Scope, command.Key.Kind, command.Others, docket.Now));
        return docket.Decide(new Accepted(docket.Now) { Customer = customer.Id, Epoch = customer.Epoch }) with
        {
            Mark = new KeyMark(command.Key, customer.Id, sharing, new Sharing(false, command.Others)),
        };
    }

    /// <summary>Decides on a key that no customer has: a switchboard that is known before anybody claims by it. Such marks are part of the reference.</summary>
    public static Decision DecideInAdvance(MarkKey command, Reference reference, DateTimeOffset now)
    {
        var marked = reference.SharedKeys.Contains(command.Key);
        if (!marked && (!command.Shared || command.IfProposed)) return Decision.Nothing(new Rejected(Rejection.UnknownKey));
        if (command.Shared == marked) return Decision.Nothing(new Rejected(Rejection.NothingToDo));
        if (command.Shared && reference.SharedKeys.Count >= Limits.SharedKeysInAdvance) return Decision.Nothing(new Rejected(Rejection.TooManyMarked));
        return new Decision([new KeyMarkedInAdvance(command.Key.Scope, command.Key.Kind, command.Shared, now)], new Accepted(now))
        {
            Mark = new KeyMark(command.Key, null, new Sharing(marked), new Sharing(command.Shared)),
        };
    }

    /// <summary>Nothing is logged after the end of a protection before the end itself.</summary>
    static Docket Begin(ref Customer customer, Policy policy, DateTimeOffset now)
    {
        var docket = Docket.For(customer, now);
        customer = ProtectionDecider.Settle(docket, customer, policy);
        return docket;
    }
}
