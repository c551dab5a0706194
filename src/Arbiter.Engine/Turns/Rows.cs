using Arbiter.Domain.Events;
using Arbiter.Domain.Quotas;

namespace Arbiter.Engine.Turns;

/// <summary>Which rows an event changes; the others keep their version.</summary>
static class Rows
{
    /// <summary>
    /// A refusal leaves the customer as it was: only its conflict grows, and tells when. Counted repeats may belong to the conflict of an earlier epoch, which
    /// is not loaded with the customer; then only the customer's own row can say that there was an event, and when.
    /// </summary>
    public static bool ChangesCustomer(CustomerEvent happened) => happened is not ClaimRefused;

    /// <summary>The claimants whose quotas an event changes. Being turned away spends nothing.</summary>
    public static (ClaimantId? First, ClaimantId? Second) ChangesClaimants(DomainEvent happened) =>
        happened is ClaimTurnedAway ? (null, null) : ClaimantEvolver.Touched(happened);
}
