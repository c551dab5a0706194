using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.Quotas;

/// <summary>Applies an event to the quotas of the reps it touches.</summary>
public static class ClaimantEvolver
{
    /// <summary>The claimants that <paramref name="happened"/> changes; the second is set only where an ownership passes from one to another.</summary>
    public static (ClaimantId? First, ClaimantId? Second) Touched(DomainEvent happened) => happened switch
    {
        ClaimGranted e => (new ClaimantId(e.Scope, e.Rep), null),
        ClaimTurnedAway e => (new ClaimantId(e.Scope, e.Rep), null),
        LookedUp { Rep: { } rep } e => (new ClaimantId(e.Scope, rep), null),
        OwnershipReleased e => (new ClaimantId(e.Scope, e.Rep), null),
        OwnershipExpired e => (new ClaimantId(e.Scope, e.Rep), null),
        OwnershipTransferred e => (new ClaimantId(e.Scope, e.From), new ClaimantId(e.Scope, e.To)),
        CustomersMerged e => Passed(e.Scope, e.Passes),
        CustomerUnmerged e => Passed(e.Scope, e.Passes),
        _ => (null, null),
    };

    public static Claimant Evolve(Claimant claimant, DomainEvent happened) => happened switch
    {
        ClaimGranted e => claimant.On(e.Day) is var today ? today with { Holdings = today.Holdings + 1, ClaimsToday = today.ClaimsToday + 1 } : claimant,
        LookedUp e => claimant.On(e.Day) is var today ? today with { LookUpsToday = today.LookUpsToday + 1 } : claimant,
        ClaimTurnedAway e => claimant with { LastRefusal = e.Reason, LastRefusalAt = e.At },
        OwnershipReleased or OwnershipExpired => claimant with { Holdings = claimant.Holdings - 1 },
        OwnershipTransferred e => claimant with { Holdings = claimant.Holdings + (e.To == claimant.Id.Rep ? 1 : -1) },
        CustomersMerged e => Passed(claimant, e.Passes),
        CustomerUnmerged e => Passed(claimant, e.Passes),
        _ => claimant,
    };

    static (ClaimantId? First, ClaimantId? Second) Passed(Scope scope, (RepId? Loses, RepId? Gains) reps) =>
        (reps.Loses is { } loses ? new ClaimantId(scope, loses) : null, reps.Gains is { } gains ? new ClaimantId(scope, gains) : null);

    static Claimant Passed(Claimant claimant, (RepId? Loses, RepId? Gains) reps) =>
        claimant with { Holdings = claimant.Holdings + (reps.Gains == claimant.Id.Rep ? 1 : 0) - (reps.Loses == claimant.Id.Rep ? 1 : 0) };
}
