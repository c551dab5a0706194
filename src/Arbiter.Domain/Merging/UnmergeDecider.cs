using System.Collections.Immutable;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Protection;

namespace Arbiter.Domain.Merging;

/// <summary>
/// Takes a merged customer out again: its keys lead to it as before, and both owners have back what the merge took from them, with the protection that was
/// left at the merge. What happened to the survivor since stands: when it changed hands after the merge, whoever has it keeps it. Holdings may exceed the quota by
/// it: nobody claims anything here, an undoing that a rep's other customers could stop would be none, and taking a customer away from whoever had it before a mistake
/// would punish them for it. What exceeds it forbids further claims and transfers until the rep holds less again.
/// </summary>
public static class UnmergeDecider
{
    public static Decision Decide(UnmergeCustomer command, Customer? merged, Customer? into, Policy policy, DateTimeOffset now)
    {
        if (merged is null) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        if (merged.Ties.Merger is not { } merger || into is null) return Decision.Nothing(new Rejected(Rejection.NotMerged));
        if (now > merger.At.AddDays(policy.Identity.UnmergeDays)) return Decision.Nothing(new Rejected(Rejection.UnmergeTooLate));
        // In the opposite order of the merges, so that each finds things as its merge left them.
        if (into.Ties.Merger is not null || into.Ties.Absorbed.LastOrDefault() != merged.Id) return Decision.Nothing(new Rejected(Rejection.MergedAgain));

        var docket = Docket.For(into, merged, now);
        into = ProtectionDecider.Settle(docket, into, policy);
        var (mergedHeld, intoHeld) = Apart(merger, into, docket.Now);
        // Whoever left both as one since the merge waits for each; who had left only one of them before waits for that one alone again.
        var atMerge = CoolDowns.Join(merger.IntoFormerOwners, merged.FormerOwners, merger.At);
        ImmutableArray<FormerOwner> since = [.. into.FormerOwners.Except(atMerge)];
        var owner = into.Ownership?.Rep;
        var changesHands = intoHeld is not null && intoHeld.Rep != owner;
        var happened = new CustomerUnmerged(
            into.Id, into.Scope, merged.Id, into.Id, merged.Epoch + (mergedHeld is null ? 0 : 1), into.Epoch + (changesHands ? 1 : 0),
            owner, mergedHeld, intoHeld, policy.Version, docket.Now)
        {
            MergedFormerOwners = CoolDowns.Join(merged.FormerOwners, since, docket.Now),
            IntoFormerOwners = CoolDowns.Join(merger.IntoFormerOwners, since, docket.Now),
        };
        docket.Emit(into, happened);
        merged = docket.Emit(merged, happened with { Customer = merged.Id });
        return docket.Decide(Accepted.For(merged, docket.Now));
    }

    /// <summary>Who has what when the two are apart again.</summary>
    static (Holding? Merged, Holding? Into) Apart(Merger merger, Customer into, DateTimeOffset now)
    {
        var current = Holding.Of(into);
        var stands = current is not null && into.Epoch == merger.Epoch;
        // Whoever took the survivor over takes their customer back, with the work done since; if they lost or gave up the survivor, that was theirs.
        if (merger.TookOver) return stands ? (current! with { Since = merger.Held!.Since }, Left(merger.IntoHeld, merger, now)) : (null, current);
        return (Left(merger.Held, merger, now), stands && merger.IntoHeld is { } before ? current! with { Since = before.Since } : current);
    }

    /// <summary>An ownership that the merge ended, with the time that was left of it then: the merge must not use it up.</summary>
    static Holding? Left(Holding? held, Merger merger, DateTimeOffset now) =>
        held is null ? null : held with { ProtectedUntil = held.ProtectedUntil is { } until ? now + (until - merger.At) : null };
}
