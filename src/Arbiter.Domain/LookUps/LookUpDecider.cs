using System.Collections.Immutable;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.LookUps;

/// <summary>
/// Says where a customer stands before anybody claims it, and names no owner. Changes nothing about the customer; every look-up is logged, so that it can be seen
/// who asks for what, and a rep's are counted (P7).
/// </summary>
public static class LookUpDecider
{
    /// <param name="claimant">What the asker used of their quotas; null for askers who are no rep.</param>
    public static Decision Decide(LookUp asked, ImmutableArray<ClaimedKeyState> keys, Claimant? claimant, Policy policy, DateTimeOffset now)
    {
        if (claimant is not null && Exhausted(claimant, policy.Quotas, now) is { } quota)
            return Decision.Nothing(new Rejected(Rejection.LookUpQuota, quota));

        var customers = ClaimedKeyState.Customers(keys);
        var found = Standing(asked.Rep, customers, policy, now);
        if (claimant is not null && policy.Quotas.LookUpsPerDay is > 0 and var most)
        {
            found = found with
            {
                LookUpsUsed = claimant.LookUpsAt(now, policy.Quotas) + 1,
                LookUpsPerDay = most,
                LookUpsResetAt = claimant.ResetsAt(now, policy.Quotas),
            };
        }

        var day = claimant?.DayAt(now, policy.Quotas) ?? Days.Of(now, policy.Quotas.DayOffsetMinutes);
        return new Decision(
            [new LookedUp(policy.Scope, asked.Rep, found.Standing, [.. customers.Select(c => c.Id)], asked.Similar, day, policy.Version, now)], found);
    }

    static Reason? Exhausted(Claimant claimant, QuotaPolicy quotas, DateTimeOffset now) =>
        quotas.LookUpsPerDay > 0 && claimant.LookUpsAt(now, quotas) >= quotas.LookUpsPerDay
            ? new Reason(Rule.LookUpQuota, claimant.ResetsAt(now, quotas), quotas.LookUpsPerDay)
            : null;

    static Found Standing(RepId? asker, ImmutableArray<Customer> customers, Policy policy, DateTimeOffset now)
    {
        if (customers.IsEmpty) return new Found(Claims.Standing.Free, [], now, policy.Version);
        if (customers.Length > 1) return new Found(Claims.Standing.SeveralCustomers, [new Reason(Rule.SeveralCustomers)], now, policy.Version);

        var customer = customers[0];
        var at = customer.LastAt > now ? customer.LastAt : now;
        // The end of protection is told as it is at this instant; that it is not in the log yet is no business of the asker's.
        if (customer.Ownership is { } ownership && !(ownership.ProtectedUntil <= at))
        {
            return ownership.Rep == asker
                ? new Found(Claims.Standing.Yours, [new Reason(Rule.OwnerAlready)], at, policy.Version) { Customer = customer.Id, ProtectedUntil = ownership.ProtectedUntil }
                : new Found(Claims.Standing.Held, [new Reason(Rule.Protected, ownership.ProtectedUntil)], at, policy.Version) { ProtectedUntil = ownership.ProtectedUntil };
        }

        return new Found(Claims.Standing.Pool, Waits(asker, customer, at), at, policy.Version) { Customer = customer.Id, ClaimableFrom = customer.ClaimableFrom };
    }

    /// <summary>Why a customer in the pool cannot be claimed by the asker yet.</summary>
    static ImmutableArray<Reason> Waits(RepId? asker, Customer customer, DateTimeOffset at)
    {
        var reasons = ImmutableArray.CreateBuilder<Reason>(2);
        foreach (var former in customer.FormerOwners)
        {
            if (former.Rep == asker && former.Until > at) reasons.Add(new Reason(Rule.FormerOwnerCoolDown, former.Until));
        }

        if (customer.ClaimableFrom > at) reasons.Add(new Reason(Rule.PoolFreshHold, customer.ClaimableFrom));
        return reasons.DrainToImmutable();
    }
}
