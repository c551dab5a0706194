namespace Arbiter.Simulation.Store;

/// <summary>Ways in which the doubles around the engine can be made to lie, to see that somebody notices.</summary>
public enum Mutant
{
    None,

    /// <summary>The store checks neither the head of the log nor versions nor uniqueness.</summary>
    NoFence,

    /// <summary>The store does not look whether others wrote; it still checks every row.</summary>
    NoHeadCheck,

    /// <summary>The store does not look at the head when there is nothing to write.</summary>
    ReadsWithoutHeadCheck,

    /// <summary>Claimants are loaded as if they had used nothing, and their versions are not checked.</summary>
    NoQuotaFence,

    /// <summary>A key that is bound already is bound again.</summary>
    NoUniqueKeys,

    /// <summary>Keys that answers say point nowhere are taken on trust.</summary>
    NoAbsentKeys,

    /// <summary>Requests that are rejected as new ones are taken on trust.</summary>
    NoAbsentRequests,

    /// <summary>Of the keys that are read to know which need no load, some are left out.</summary>
    ForgetsKeys,

    /// <summary>Answers leave when their batch is taken, not when it is committed.</summary>
    AnswersBeforeCommit,

    /// <summary>Others' records are taken in for the head and the feed, but not into the cache.</summary>
    StaleCache,

    /// <summary>Answers are not remembered for retries.</summary>
    ForgetsRequests,

    /// <summary>Of a claim over several keys, the last one is not written.</summary>
    LosesAKey,

    /// <summary>The feed leaves out a record now and then.</summary>
    FeedDrops,

    /// <summary>The feed shows a record twice now and then.</summary>
    FeedRepeats,

    /// <summary>Protection is loaded one millisecond too short.</summary>
    ExpiresEarly,

    /// <summary>Loaded customers do not say when their last event was.</summary>
    ForgetsInstants,

    /// <summary>Conflicts of refused claims are not kept.</summary>
    LosesConflicts,

    /// <summary>A commit is announced and then lost, now and then.</summary>
    LosesCommits,

    /// <summary>A turn's answer is never delivered, now and then: its load is swallowed.</summary>
    SwallowsLoads,

    /// <summary>Holdings are loaded one too low.</summary>
    MiscountsHoldings,

    /// <summary>Customers are loaded without the pointer to the one they were merged into.</summary>
    ForgetsMerges,

    /// <summary>Merged customers are loaded without who owned them before.</summary>
    ForgetsMergedOwners,

    /// <summary>Keys that were marked as shared are loaded as if they were not.</summary>
    ForgetsSharedKeys,

    /// <summary>The reference is loaded without the keys that were marked before anybody had them.</summary>
    ForgetsMarksInAdvance,

    /// <summary>Merged customers are loaded without who had to wait for the survivor before.</summary>
    ForgetsMergedCoolDowns,

    /// <summary>The store says of a command that it cannot be kept, now and then, and it could.</summary>
    RefusesInnocents,

    /// <summary>A record's payload is changed after it was sealed.</summary>
    TampersWithTheLog,
}
