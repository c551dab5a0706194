using Arbiter.Domain.Events;
using Arbiter.Domain.Quotas;

namespace Arbiter.Engine.Turns;

/// <summary>Which rows an event changes; the others keep their version.</summary>
static class Rows
{
    /// <summary>A refusal leaves the customer as it was: only its conflict grows.</summary>
    public static bool ChangesCustomer(CustomerEvent happened) => happened is not (ClaimRefused or RepeatsCounted);

    /// <summary>The claimants whose quotas an event changes. Being turned away spends nothing.</summary>
    public static (ClaimantId? First, ClaimantId? Second) ChangesClaimants(DomainEvent happened) =>
        happened is ClaimTurnedAway ? (null, null) : ClaimantEvolver.Touched(happened);
}
