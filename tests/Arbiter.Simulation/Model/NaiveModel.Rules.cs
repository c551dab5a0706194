using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;

namespace Arbiter.Simulation.Model;

/// <summary>What the rules answer at a position of the log.</summary>
sealed partial class NaiveModel
{
    /// <summary>The verdict and the reasons on a claim by keys, and the customer that they are about.</summary>
    public (Verdict Verdict, ImmutableArray<Reason> Reasons, CustomerId? About) Expect(ClaimCustomer claim, DateTimeOffset at, long seq)
    {
        if (NotEligible(claim.Rep, seq) is { } why) return (Verdict.NotEligible, [why], null);
        var meant = Meant(claim.Keys, seq);
        if (meant.Count == 0)
        {
            if (Resembled(claim, at, seq) is { } resembled) return resembled;
            return Exhausted(claim.Scope, claim.Rep, at, seq) is { } quota
                ? (Verdict.OverQuota, [quota], null)
                : (Verdict.Granted, [new Reason(Rule.FirstClaim), .. Warnings(claim, null, seq)], null);
        }

        if (meant.Count == 1)
        {
            var (verdict, reason) = Alone(seq, Customer(meant[0], seq)!, claim.Scope, claim.Rep, at);
            return (verdict, verdict == Verdict.Granted ? [reason, .. Warnings(claim, meant[0], seq)] : [reason], meant[0]);
        }

        var several = new Reason(Rule.SeveralCustomers);
        if (meant.All(id => Customer(id, seq)!.Owner == claim.Rep)) return (Verdict.AlreadyYours, [new Reason(Rule.OwnerAlready)], meant[0]);
        foreach (var id in meant)
        {
            if (Customer(id, seq)!.Owner is { } owner && owner != claim.Rep)
                return (Verdict.Held, [new Reason(Rule.Protected, Customer(id, seq)!.Until), several], id);
        }

        return (Verdict.UnderReview, [several], meant[0]);
    }

    /// <summary>The same for a claim from the pool.</summary>
    public (Verdict Verdict, Reason Reason) Expect(ClaimFromPool claim, ModelCustomer customer, DateTimeOffset at, long seq) =>
        NotEligible(claim.Rep, seq) is { } why ? (Verdict.NotEligible, why) : Alone(seq, customer, customer.Scope, claim.Rep, at);

    /// <summary>
    /// Nothing known by keys, but very like somebody: in review for the sake of the first who is not the claimant's own, else the claimant's already.
    /// </summary>
    (Verdict, ImmutableArray<Reason>, CustomerId?)? Resembled(ClaimCustomer claim, DateTimeOffset at, long seq)
    {
        var alike = Alike(claim, seq).Where(s => s.ScoreBp >= Policy(claim.Scope, seq)!.Identity.HoldBp).ToList();
        if (alike.Count == 0) return null;
        var others = alike.Where(s => Customer(s.Id, seq) is var c && (c!.Owner != claim.Rep || c.Until <= (c.LastAt > at ? c.LastAt : at))).ToList();
        var (id, _, reason) = others.Count > 0 ? others[0] : alike[0];
        return others.Count > 0 ? (Verdict.UnderReview, [reason], id) : (Verdict.AlreadyYours, [new Reason(Rule.OwnerAlready), reason], id);
    }

    IEnumerable<Reason> Warnings(ClaimCustomer claim, CustomerId? about, long seq) =>
        Alike(claim, seq).Where(s => s.ScoreBp >= Policy(claim.Scope, seq)!.Identity.WarnBp && s.Id != about).Select(s => s.Reason).Take(1);

    /// <summary>Whom the evidence names, merges followed, the most alike first, each once.</summary>
    List<(CustomerId Id, int ScoreBp, Reason Reason)> Alike(ClaimCustomer claim, long seq) =>
    [
        .. claim.Similar.OrderByDescending(s => s.ScoreBp).ThenBy(s => s.Customer.Value)
            .Where(s => Customer(s.Customer, seq)?.Scope == claim.Scope)
            .Select(s => (Survivor(s.Customer, seq), s.ScoreBp, new Reason(Rule.Similar, Evidence: string.Join(',', s.Codes))))
            .DistinctBy(s => s.Item1),
    ];

    /// <summary>The customers that keys mean. Shared keys mean nobody, whoever says that they are.</summary>
    public List<CustomerId> Meant(ImmutableArray<ClaimedKey> keys, long seq)
    {
        var deciding = keys.Where(k => k.Strength == KeyStrength.Hard && !IsShared(k.Key, seq));
        return [.. deciding.Select(k => Target(k.Key, seq)).Where(id => id is not null).Select(id => id!.Value).Distinct()];
    }

    /// <summary>The answer about one customer; the questions in the order in which the rules ask them.</summary>
    (Verdict Verdict, Reason Reason) Alone(long seq, ModelCustomer customer, Scope scope, RepId rep, DateTimeOffset at)
    {
        if (customer.Owner == rep) return (Verdict.AlreadyYours, new Reason(Rule.OwnerAlready));
        if (customer.Owner is not null) return (Verdict.Held, new Reason(Rule.Protected, customer.Until));
        if (IsCooling(customer, rep, at)) return (Verdict.CoolingDown, new Reason(Rule.FormerOwnerCoolDown, customer.CoolingUntil[rep]));
        if (customer.ClaimableFrom > at) return (Verdict.CoolingDown, new Reason(Rule.PoolFreshHold, customer.ClaimableFrom));
        if (Exhausted(scope, rep, at, seq) is { } quota) return (Verdict.OverQuota, quota);
        return (Verdict.Granted, new Reason(Rule.ClaimedFromPool));
    }

    Reason? NotEligible(RepId rep, long seq) => IsActive(rep, seq) switch
    {
        null => new Reason(Rule.RepUnknown),
        false => new Reason(Rule.RepInactive),
        _ => null,
    };

    static bool IsCooling(ModelCustomer? customer, RepId rep, DateTimeOffset at) =>
        customer is not null && customer.CoolingUntil.TryGetValue(rep, out var until) && until > at;

    Reason? Exhausted(Scope scope, RepId rep, DateTimeOffset at, long seq)
    {
        var limits = Policy(scope, seq)!.Quotas;
        var quota = Quota(scope, rep, seq);
        var day = DayOf(quota, Policy(scope, seq)!, at);
        if (limits.ClaimsPerDay > 0 && day == quota.Day && quota.Today >= limits.ClaimsPerDay)
        {
            var next = DateTimeOffset.FromUnixTimeMilliseconds((day + 1) * DayMs).AddMinutes(-limits.DayOffsetMinutes);
            return new Reason(Rule.DailyQuota, next, limits.ClaimsPerDay);
        }

        return limits.Holdings > 0 && quota.Holdings >= limits.Holdings ? new Reason(Rule.HoldingsQuota, Limit: limits.Holdings) : null;
    }

    /// <summary>The calendar day in the policy's offset; never one before a day that was counted.</summary>
    static int DayOf(ModelQuota quota, Policy policy, DateTimeOffset at)
    {
        var local = at.ToOffset(TimeSpan.FromMinutes(policy.Quotas.DayOffsetMinutes)).Date;
        return Math.Max(quota.Day, (int)(local - DateTime.UnixEpoch).TotalDays);
    }
}
