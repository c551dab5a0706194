using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Protection;

namespace Arbiter.Domain.FollowUps;

/// <summary>Records work on a customer, and renews protection when the policy counts it.</summary>
public static class FollowUpDecider
{
    public static Decision Decide(RecordFollowUp command, Customer? customer, Policy policy, DateTimeOffset now)
    {
        if (customer is null) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        var docket = Docket.For(customer, now);
        customer = ProtectionDecider.Settle(docket, customer, policy);
        if (!customer.IsOwnedBy(command.Rep)) return docket.Decide(new Rejected(Rejection.NotOwner));

        var opportunity = command.Opportunity ?? customer.Opportunity;
        var counted = policy.Protection.CountedFollowUps.Contains(command.Kind);
        var until = counted ? Renewed(customer.Ownership!, opportunity, policy.Protection, docket.Now) : customer.Ownership!.ProtectedUntil;
        customer = docket.Emit(customer, new FollowUpRecorded(
            customer.Id, customer.Scope, command.Rep, command.Kind, counted, opportunity, until, policy.Version, docket.Now));
        return docket.Decide(new Accepted(docket.Now)
        {
            Customer = customer.Id,
            Owner = command.Rep,
            Epoch = customer.Epoch,
            Counted = counted,
            ProtectedUntil = until,
        });
    }

    /// <summary>
    /// Never shorter than what was promised, never past the longest the policy allows since the ownership began; a won customer stays for good.
    /// </summary>
    static DateTimeOffset? Renewed(Ownership ownership, Opportunity opportunity, ProtectionPolicy policy, DateTimeOffset now)
    {
        if (opportunity == Opportunity.Won) return null;
        if (ownership.ProtectedUntil is not { } promised) promised = now;
        var renewed = now.AddHours(opportunity == Opportunity.Open ? policy.WithOpportunityHours : policy.AfterFollowUpHours);
        var longest = ownership.Since.AddHours(policy.LongestHours);
        if (renewed > longest) renewed = longest;
        return renewed > promised ? renewed : promised;
    }
}
