namespace Arbiter.Domain.Claims;

/// <summary>The answer to a claim. Numbers are stored; never renumber.</summary>
public enum Verdict : byte
{
    Granted = 1,
    AlreadyYours = 2,
    Held = 3,
    CoolingDown = 4,
    OverQuota = 5,
    UnderReview = 6,
    NotEligible = 7,
}

/// <summary>The rule that decided, or that ended an ownership. Numbers are stored; never renumber.</summary>
public enum Rule : byte
{
    /// <summary>Nobody had this customer yet.</summary>
    FirstClaim = 1,

    /// <summary>The customer waited in the public pool and was free to claim.</summary>
    ClaimedFromPool = 2,

    /// <summary>The claimant owns the customer already.</summary>
    OwnerAlready = 3,

    /// <summary>Somebody else owns the customer and is protected.</summary>
    Protected = 4,

    /// <summary>The customer came back to the pool a moment ago and cannot be claimed yet.</summary>
    PoolFreshHold = 5,

    /// <summary>The claimant owned the customer within the cool-down and has to wait.</summary>
    FormerOwnerCoolDown = 6,

    /// <summary>The claimant has used up the claims of the day.</summary>
    DailyQuota = 7,

    /// <summary>The claimant holds as many customers as the policy allows.</summary>
    HoldingsQuota = 8,

    /// <summary>The keys point to more than one customer; a person has to say which is meant.</summary>
    SeveralCustomers = 9,

    /// <summary>The roster does not know the rep.</summary>
    RepUnknown = 10,

    /// <summary>The rep is not active.</summary>
    RepInactive = 11,

    /// <summary>Protection ended without counted work: the customer went back to the pool.</summary>
    ProtectionEnded = 12,

    /// <summary>The owner gave the customer back.</summary>
    Released = 13,

    /// <summary>A manager gave the customer to another rep.</summary>
    Transferred = 14,

    /// <summary>The identifiers resemble those of a known customer.</summary>
    Similar = 17,

    /// <summary>A person found that two customers were one; the earlier ownership went on.</summary>
    Merged = 15,

    /// <summary>A merge was undone: both have their owners back.</summary>
    Unmerged = 16,

    /// <summary>The asker has used up the look-ups of the day.</summary>
    LookUpQuota = 18,
}

/// <summary>One rule of a ruling, with the instant until which it holds or the limit that was reached.</summary>
/// <param name="Evidence">For <see cref="Rule.Similar"/>: the codes of the fields that say so, with commas in between.</param>
public readonly record struct Reason(Rule Rule, DateTimeOffset? Until = null, int? Limit = null, string? Evidence = null);
