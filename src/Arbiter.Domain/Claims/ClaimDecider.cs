using System.Collections.Immutable;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Merging;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Protection;

namespace Arbiter.Domain.Claims;

/// <summary>Decides who owns a customer. The order of the questions is the order in which reasons are given.</summary>
public static class ClaimDecider
{
    /// <summary>Decides a claim by identifiers.</summary>
    public static Decision Decide(ClaimSituation claim)
    {
        if (NotEligible(claim) is { } why) return TurnedAway(claim, Verdict.NotEligible, why);
        var customers = ClaimedKeyState.Customers(claim.Keys);
        return customers.Length switch
        {
            0 => OnNobodys(claim),
            1 => OnOne(claim, customers[0]),
            _ => OnSeveral(claim, customers),
        };
    }

    /// <summary>Decides a claim on a customer seen in the pool.</summary>
    public static Decision DecideFromPool(ClaimSituation claim, Customer? customer)
    {
        if (customer is null) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        return NotEligible(claim) is { } why ? TurnedAway(claim, Verdict.NotEligible, why) : OnOne(claim, customer);
    }

    static Reason? NotEligible(ClaimSituation claim) => claim.Rep switch
    {
        null => new Reason(Rule.RepUnknown),
        { Active: false } => new Reason(Rule.RepInactive),
        _ => null,
    };

    static Decision OnNobodys(ClaimSituation claim)
    {
        if (ResemblanceDecider.HoldsFor(claim) is { } similar) return OnSimilar(claim, similar);
        if (claim.Claimant.Exhausted(claim.Policy.Quotas, claim.Now) is { } quota)
            return TurnedAway(claim, Verdict.OverQuota, quota);
        return Grant(claim, new Docket(claim.Now), null, Rule.FirstClaim);
    }

    /// <summary>
    /// The claim would make a new customer of what is nearly certainly a known one. Whose that is, is theirs, with nothing bound to it on a likeness alone;
    /// otherwise a person has to look, and nobody is granted meanwhile.
    /// </summary>
    static Decision OnSimilar(ClaimSituation claim, SimilarState similar)
    {
        var docket = Docket.For(similar.Customer, claim.Now);
        var customer = ProtectionDecider.Settle(docket, similar.Customer, claim.Policy);
        if (!customer.IsOwnedBy(claim.Rep!.Id)) return Refuse(claim, docket, customer, Verdict.UnderReview, similar.Reason);
        var ruling = Ruled(claim, docket.Now, Verdict.AlreadyYours, new Reason(Rule.OwnerAlready), customer);
        return docket.Decide(ruling with { Reasons = [.. ruling.Reasons, similar.Reason] });
    }

    static Decision OnOne(ClaimSituation claim, Customer customer)
    {
        var docket = Docket.For(customer, claim.Now);
        customer = ProtectionDecider.Settle(docket, customer, claim.Policy);
        var rep = claim.Rep!.Id;
        // What just ended may have been the claimant's own: it does not count as held any more.
        claim = claim with { Claimant = docket.Apply(claim.Claimant) };
        if (customer.Ownership is { } ownership)
        {
            return ownership.Rep == rep
                ? AlreadyYours(claim, docket, customer)
                : Refuse(claim, docket, customer, Verdict.Held, new Reason(Rule.Protected, ownership.ProtectedUntil));
        }

        foreach (var former in customer.FormerOwners)
        {
            if (former.Rep == rep && former.Until > docket.Now)
                return Refuse(claim, docket, customer, Verdict.CoolingDown, new Reason(Rule.FormerOwnerCoolDown, former.Until));
        }

        if (customer.ClaimableFrom > docket.Now)
            return Refuse(claim, docket, customer, Verdict.CoolingDown, new Reason(Rule.PoolFreshHold, customer.ClaimableFrom));
        if (claim.Claimant.Exhausted(claim.Policy.Quotas, docket.Now) is { } quota)
            return Refuse(claim, docket, customer, Verdict.OverQuota, quota);
        return Grant(claim, docket, customer, Rule.ClaimedFromPool);
    }

    /// <summary>All or nothing (P4): with keys of several customers nobody is granted, and every one of them gets the conflict.</summary>
    static Decision OnSeveral(ClaimSituation claim, ImmutableArray<Customer> customers)
    {
        var latest = customers.Max(c => c.LastAt);
        var docket = new Docket(latest > claim.Now ? latest : claim.Now);
        var settled = customers.Select(c => ProtectionDecider.Settle(docket, c, claim.Policy)).ToImmutableArray();
        var rep = claim.Rep!.Id;
        if (settled.All(c => c.IsOwnedBy(rep)))
        {
            ProposalDecider.Propose(docket, settled.AsSpan(), rep);
            return docket.Decide(Ruled(claim, docket.Now, Verdict.AlreadyYours, new Reason(Rule.OwnerAlready), settled[0]));
        }

        var held = settled.FirstOrDefault(c => c.Ownership is not null && !c.IsOwnedBy(rep));
        var verdict = held is null ? Verdict.UnderReview : Verdict.Held;
        var several = new Reason(Rule.SeveralCustomers);
        var written = false;
        for (var i = 0; i < settled.Length; i++)
        {
            if (IsRepeat(claim, settled[i], verdict, docket.Now)) continue;
            var others = settled.RemoveAt(i).Select(c => new ConflictId(c.Id, c.Epoch));
            settled = settled.SetItem(i, docket.Emit(settled[i], Refused(claim, docket, settled[i], verdict, several) with { Others = [.. others], Again = written }));
            written = true;
        }

        var shown = held is null ? settled[0] : settled.First(c => c.Id == held.Id);
        ImmutableArray<Reason> reasons = held is null
            ? [several]
            : [new Reason(Rule.Protected, held.Ownership!.ProtectedUntil), several];
        var ruling = Ruled(claim, docket.Now, verdict, reasons[0], shown) with { Reasons = reasons, Conflict = shown.CurrentConflict?.Id };
        return written ? docket.Decide(ruling) with { Mentions = SeenTogether(claim, settled) } : docket.Decide(ruling) with { Repeat = (shown.Id, rep) };
    }

    /// <summary>Each key with each of the other customers: a key that this happens to again and again is no mark of one customer.</summary>
    static ImmutableArray<Mention> SeenTogether(ClaimSituation claim, ImmutableArray<Customer> customers) =>
    [
        .. from key in claim.Keys
           from customer in customers
           where key.Customer is { } own && customer.Id != own.Id
           select new Mention(key.Key, customer.Id, Elsewhere: true),
    ];

    static Decision Grant(ClaimSituation claim, Docket docket, Customer? customer, Rule rule)
    {
        var (bind, kinds) = Unbound(claim, customer);
        var policy = claim.Policy;
        var granted = docket.Emit(customer, new ClaimGranted(
            customer?.Id ?? claim.NewCustomer, policy.Scope, claim.Rep!.Id, (customer?.Epoch ?? 0) + 1,
            docket.Now.AddHours(policy.Protection.AfterClaimHours), rule, kinds,
            claim.Claimant.DayAt(docket.Now, policy.Quotas), policy.Version, claim.Channel, docket.Now)
        {
            Mentions = Kinds(claim.Mentions),
        });
        var ruling = Ruled(claim, docket.Now, Verdict.Granted, new Reason(rule), granted);
        if (ResemblanceDecider.WarnsOf(claim, granted.Id) is { } similar) ruling = ruling with { Reasons = [.. ruling.Reasons, similar.Reason] };
        return docket.Decide(ruling, granted.Id, bind, Mentioned(claim.Mentions, granted.Id));
    }

    static Decision AlreadyYours(ClaimSituation claim, Docket docket, Customer customer)
    {
        var (bind, kinds) = Unbound(claim, customer);
        if (bind.Length > 0)
        {
            customer = docket.Emit(customer, new IdentifiersBound(customer.Id, customer.Scope, claim.Rep!.Id, kinds, docket.Now)
            {
                Mentions = Kinds(claim.Mentions),
            });
        }

        return docket.Decide(
            Ruled(claim, docket.Now, Verdict.AlreadyYours, new Reason(Rule.OwnerAlready), customer),
            customer.Id, bind, bind.Length > 0 ? Mentioned(claim.Mentions, customer.Id) : []);
    }

    static Decision Refuse(ClaimSituation claim, Docket docket, Customer customer, Verdict verdict, Reason reason)
    {
        var repeat = docket.IsEmpty && IsRepeat(claim, customer, verdict, docket.Now);
        if (!repeat) customer = docket.Emit(customer, Refused(claim, docket, customer, verdict, reason));
        var ruling = Ruled(claim, docket.Now, verdict, reason, customer) with { Conflict = customer.CurrentConflict?.Id };
        return repeat ? docket.Decide(ruling) with { Repeat = (customer.Id, claim.Rep!.Id) } : docket.Decide(ruling);
    }

    /// <summary>Refused before any customer was touched. The same refusal within the window is not written again.</summary>
    static Decision TurnedAway(ClaimSituation claim, Verdict verdict, Reason reason)
    {
        var claimant = claim.Claimant;
        var ruling = new Ruling(verdict, [reason], claim.Now, claim.Policy.Version);
        // An unknown rep leaves no trace: whoever guesses names must not be able to fill the log.
        if (reason.Rule == Rule.RepUnknown) return Decision.Nothing(ruling);
        if (claimant.LastRefusal == reason && WithinWindow(claim, claimant.LastRefusalAt, claim.Now)) return Decision.Nothing(ruling);
        return new Decision(
            [new ClaimTurnedAway(claim.Policy.Scope, claimant.Id.Rep, verdict, reason, claim.Policy.Version, claim.Channel, claim.Now)], ruling);
    }

    static ClaimRefused Refused(ClaimSituation claim, Docket docket, Customer customer, Verdict verdict, Reason reason) => new(
        customer.Id, customer.Scope, claim.Rep!.Id, verdict, reason, customer.Ownership?.Rep, customer.Epoch,
        customer.CurrentConflict?.Find(claim.Rep.Id)?.Repeats ?? 0, claim.Policy.Version, claim.Channel, docket.Now);

    static bool IsRepeat(ClaimSituation claim, Customer customer, Verdict verdict, DateTimeOffset now) =>
        customer.CurrentConflict is { ClosedAt: null } conflict
        && conflict.Find(claim.Rep!.Id) is { } party && party.Verdict == verdict && WithinWindow(claim, party.LastAt, now);

    static bool WithinWindow(ClaimSituation claim, DateTimeOffset last, DateTimeOffset now) =>
        now - last < TimeSpan.FromSeconds(claim.Policy.Conflicts.RepeatWindowSeconds);

    /// <summary>The claim's keys that point nowhere yet, as many as the customer has room for.</summary>
    static (ImmutableArray<CustomerKey> Bind, ImmutableArray<IdentifierKind> Kinds) Unbound(ClaimSituation claim, Customer? customer)
    {
        var room = Limits.KeysPerCustomer - (customer?.KeyCount ?? 0);
        var bind = ImmutableArray.CreateBuilder<CustomerKey>(claim.Keys.Length);
        var kinds = ImmutableArray.CreateBuilder<IdentifierKind>(claim.Keys.Length);
        foreach (var key in claim.Keys)
        {
            if (key.Customer is not null || bind.Count >= room) continue;
            bind.Add(key.Key);
            kinds.Add(key.Key.Kind);
        }

        return (bind.DrainToImmutable(), kinds.DrainToImmutable());
    }

    static ImmutableArray<Mention> Mentioned(ImmutableArray<CustomerKey> keys, CustomerId customer)
    {
        if (keys.IsEmpty) return [];
        var mentioned = ImmutableArray.CreateBuilder<Mention>(keys.Length);
        foreach (var key in keys) mentioned.Add(new Mention(key, customer, Elsewhere: false));
        return mentioned.DrainToImmutable();
    }

    static ImmutableArray<IdentifierKind> Kinds(ImmutableArray<CustomerKey> keys) => keys.IsEmpty ? [] : [.. keys.Select(k => k.Kind)];

    static Ruling Ruled(ClaimSituation claim, DateTimeOffset now, Verdict verdict, Reason reason, Customer customer) =>
        new(verdict, [reason], now, claim.Policy.Version)
        {
            Customer = customer.Id,
            Owner = customer.Ownership?.Rep,
            Epoch = customer.Epoch,
            OwnedSince = customer.Ownership?.Since,
            ProtectedUntil = customer.Ownership?.ProtectedUntil,
        };
}
