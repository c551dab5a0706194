using System.Collections.Immutable;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;

namespace Arbiter.Domain.Policies;

/// <summary>The rules of one scope, as numbers. Every version is kept, and every ruling names the one it used.</summary>
public sealed record Policy
{
    public required Scope Scope { get; init; }

    /// <summary>1 for the defaults, +1 at each change.</summary>
    public int Version { get; init; } = 1;

    public ProtectionPolicy Protection { get; init; } = new();

    public PoolPolicy Pool { get; init; } = new();

    public QuotaPolicy Quotas { get; init; } = new();

    public ConflictPolicy Conflicts { get; init; } = new();

    public IdentityPolicy Identity { get; init; } = new();

    public static Policy DefaultFor(Scope scope) => new() { Scope = scope };
}

/// <summary>How long an owner is protected.</summary>
public sealed record ProtectionPolicy
{
    public int AfterClaimHours { get; init; } = 7 * 24;

    public int AfterFollowUpHours { get; init; } = 14 * 24;

    public int WithOpportunityHours { get; init; } = 30 * 24;

    /// <summary>Follow-ups never protect longer than this after the ownership began.</summary>
    public int LongestHours { get; init; } = 90 * 24;

    /// <summary>The kinds of follow-up that renew protection: those with evidence.</summary>
    public ImmutableArray<FollowUpKind> CountedFollowUps { get; init; } =
        [FollowUpKind.Call, FollowUpKind.Meeting, FollowUpKind.Quote, FollowUpKind.Sample, FollowUpKind.MessageAnswered];
}

/// <summary>How customers come back to, and out of, the public pool.</summary>
public sealed record PoolPolicy
{
    /// <summary>A former owner may not claim again for so long.</summary>
    public int CoolDownHours { get; init; } = 7 * 24;

    /// <summary>A customer that came back cannot be claimed for so long.</summary>
    public int FreshHoldMinutes { get; init; } = 60;
}

/// <summary>Limits for each rep; 0 means none.</summary>
public sealed record QuotaPolicy
{
    public int ClaimsPerDay { get; init; } = 20;

    public int Holdings { get; init; } = 200;

    public int LookUpsPerDay { get; init; } = 30;

    /// <summary>Where the day of the daily quotas begins: minutes east of UTC.</summary>
    public int DayOffsetMinutes { get; init; } = 8 * 60;
}

/// <summary>How refused claims are recorded.</summary>
public sealed record ConflictPolicy
{
    /// <summary>The same claimant's further attempts within so long are counted instead of written one by one.</summary>
    public int RepeatWindowSeconds { get; init; } = 60;
}

/// <summary>What is made of customers that may be the same. Scores are in basis points: 10,000 is certain.</summary>
public sealed record IdentityPolicy
{
    /// <summary>A new customer that resembles a known one at least so much is held for a person to look at.</summary>
    public int HoldBp { get; init; } = 9200;

    /// <summary>One that resembles it at least so much is granted with a warning.</summary>
    public int WarnBp { get; init; } = 7500;

    /// <summary>A key seen together with so many other customers is proposed to be shared.</summary>
    public int SharedKeyCustomers { get; init; } = 3;

    /// <summary>For so long a merge can be undone.</summary>
    public int UnmergeDays { get; init; } = 30;
}

/// <summary>Limits that no policy can lift; they keep every state small.</summary>
public static class Limits
{
    public const int IdentifiersPerClaim = 16;
    public const int KeysPerCustomer = 64;
    public const int FormerOwners = 16;
    public const int MergedPerCustomer = 16;
    public const int MergeHeight = 8;
    public const int ProposalsPerCustomer = 16;

    /// <summary>Keys marked as shared that no customer has; they are always in memory.</summary>
    public const int SharedKeysInAdvance = 10_000;

    /// <summary>Customers that a key is remembered to be seen with, beside its own; the newest are kept. Four times what a policy can ask for before it proposes.</summary>
    public const int MentionsPerKey = 256;

    /// <summary>
    /// Bytes of UTF-8 in the value of a key. Stores find keys by an index, and a B-tree of PostgreSQL's takes 2,704 bytes an entry, with all that is in it: a longer name would be
    /// refused by the database, in the middle of everybody else's batch.
    /// </summary>
    public const int KeyBytes = 1024;
}
