using Arbiter.Domain.Customers;

namespace Arbiter.Domain.Claims;

/// <summary>What follows from customers that a claim's resembles. A hard key settles who is meant; likeness speaks where there is none that is known.</summary>
static class ResemblanceDecider
{
    /// <summary>
    /// The customer for whose sake the claim is not granted: the most alike one that is not the claimant's own, else the most alike. Null when nothing is alike enough.
    /// </summary>
    public static SimilarState? HoldsFor(ClaimSituation claim)
    {
        SimilarState? own = null;
        foreach (var similar in claim.Similar)
        {
            if (similar.Evidence.ScoreBp < claim.Policy.Identity.HoldBp) continue;
            if (!IsOwn(similar.Customer, claim)) return similar;
            own ??= similar;
        }

        return own;
    }

    /// <summary>The customer that whoever is granted <paramref name="granted"/> should be warned of.</summary>
    public static SimilarState? WarnsOf(ClaimSituation claim, CustomerId granted)
    {
        foreach (var similar in claim.Similar)
        {
            if (similar.Evidence.ScoreBp >= claim.Policy.Identity.WarnBp && similar.Customer.Id != granted) return similar;
        }

        return null;
    }

    /// <summary>As of the instant of the decision, whether or not the end of the protection has been noticed.</summary>
    static bool IsOwn(Customer customer, ClaimSituation claim)
    {
        var now = customer.LastAt > claim.Now ? customer.LastAt : claim.Now;
        return customer.IsOwnedBy(claim.Rep!.Id) && !(customer.Ownership!.ProtectedUntil <= now);
    }
}
