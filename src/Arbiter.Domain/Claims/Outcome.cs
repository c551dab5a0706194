using System.Collections.Immutable;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.Claims;

/// <summary>The answer to a command.</summary>
public abstract record Outcome;

/// <summary>The answer to a claim: a verdict, the rules that decided, and the ownership it stands on.</summary>
public sealed record Ruling(Verdict Verdict, ImmutableArray<Reason> Reasons, DateTimeOffset At, int PolicyVersion) : Outcome
{
    public CustomerId? Customer { get; init; }

    /// <summary>Who owned the customer at the instant of the ruling.</summary>
    public RepId? Owner { get; init; }

    public int Epoch { get; init; }

    public DateTimeOffset? OwnedSince { get; init; }

    public DateTimeOffset? ProtectedUntil { get; init; }

    public ConflictId? Conflict { get; init; }

    /// <summary>The places in the claim's keys of those that decided nothing because a person said that they are shared.</summary>
    public ImmutableArray<int> Marked { get; init; } = [];
}

/// <summary>A command other than a claim was carried out.</summary>
public sealed record Accepted(DateTimeOffset At) : Outcome
{
    /// <summary>With how the customer stands after it.</summary>
    public static Accepted For(Customer customer, DateTimeOffset at) => new(at)
    {
        Customer = customer.Id,
        Owner = customer.Ownership?.Rep,
        Epoch = customer.Epoch,
        ProtectedUntil = customer.Ownership?.ProtectedUntil,
        ClaimableFrom = customer.ClaimableFrom,
    };

    public CustomerId? Customer { get; init; }

    public RepId? Owner { get; init; }

    public int Epoch { get; init; }

    /// <summary>For a follow-up: whether it renews protection.</summary>
    public bool? Counted { get; init; }

    public DateTimeOffset? ProtectedUntil { get; init; }

    public DateTimeOffset? ClaimableFrom { get; init; }

    /// <summary>For a policy: its new version.</summary>
    public int? Version { get; init; }
}

/// <summary>A command other than a claim could not be carried out. <paramref name="Quota"/> says which quota was used up, and until when.</summary>
public sealed record Rejected(Rejection Why, Reason? Quota = null) : Outcome;

/// <summary>Why a command could not be carried out.</summary>
public enum Rejection : byte
{
    UnknownCustomer = 1,
    NotOwner = 2,
    NotOwned = 3,
    UnknownRep = 4,
    InactiveRep = 5,
    OwnerAlready = 6,
    HoldingsQuota = 7,
    VersionMismatch = 8,
    UnknownTeam = 9,
    UnknownToken = 10,
    UnknownScope = 11,
    NothingToDo = 12,

    /// <summary>The idempotency key was used before, with another request.</summary>
    RequestKeyReused = 13,

    /// <summary>One of the two is merged into another customer already.</summary>
    AlreadyMerged = 14,
    NotMerged = 15,
    SameCustomer = 16,
    OtherScope = 17,

    /// <summary>Too many are merged into it, or too many steps deep.</summary>
    TooManyMerged = 18,

    /// <summary>The time in which a merge can be undone is over.</summary>
    UnmergeTooLate = 19,

    /// <summary>A later merge of the same customer stands in the way and has to be undone first.</summary>
    MergedAgain = 20,

    /// <summary>No customer has this key, and nobody marked it.</summary>
    UnknownKey = 21,

    /// <summary>The asker has used up the look-ups of the day.</summary>
    LookUpQuota = 22,

    /// <summary>As many keys as can be are marked that nobody has.</summary>
    TooManyMarked = 23,

    /// <summary>Without this token nobody could get in any more.</summary>
    LastAdminToken = 24,
}

/// <summary>Where the customer of a look-up stands, as far as the asker may know.</summary>
public enum Standing : byte
{
    Free = 1,
    Yours = 2,
    Held = 3,
    Pool = 4,
    SeveralCustomers = 5,
}

/// <summary>
/// The answer to a look-up; changes nothing about the customer and names no owner. <see cref="LookUpsUsed"/> of <see cref="LookUpsPerDay"/> are used with
/// this one until <see cref="LookUpsResetAt"/>; null without a quota.
/// </summary>
public sealed record Found(Standing Standing, ImmutableArray<Reason> Reasons, DateTimeOffset At, int PolicyVersion) : Outcome
{
    /// <summary>As in <see cref="Ruling.Marked"/>.</summary>
    public ImmutableArray<int> Marked { get; init; } = [];

    public int? LookUpsUsed { get; init; }

    public int? LookUpsPerDay { get; init; }

    public DateTimeOffset? LookUpsResetAt { get; init; }

    public CustomerId? Customer { get; init; }

    public DateTimeOffset? ProtectedUntil { get; init; }

    public DateTimeOffset? ClaimableFrom { get; init; }
}

/// <summary>
/// What a decider decided: the events to log, in order, and the answer. <paramref name="Bind"/> are the keys that point to the customer from now on;
/// <paramref name="Repeat"/> is a refused attempt that is only counted.
/// </summary>
public sealed record Decision(ImmutableArray<DomainEvent> Events, Outcome Outcome)
{
    public CustomerId? BindTo { get; init; }

    public ImmutableArray<CustomerKey> Bind { get; init; } = [];

    /// <summary>Keys that were seen with a customer, without leading to it.</summary>
    public ImmutableArray<Mention> Mentions { get; init; } = [];

    /// <summary>What was said of a key: that it decides nothing from now on, decides again, or does so all along.</summary>
    public KeyMark? Mark { get; init; }

    public (CustomerId Customer, RepId Rep)? Repeat { get; init; }

    public static Decision Nothing(Outcome outcome) => new([], outcome);
}

/// <summary>A key seen with a customer that it does not lead to. <paramref name="Elsewhere"/>: it is a hard key that leads to another one.</summary>
public readonly record struct Mention(CustomerKey Key, CustomerId Customer, bool Elsewhere);

/// <summary>What a person said of a key. <paramref name="Customer"/> is the one whose key it is; null for a key that nobody has.</summary>
public readonly record struct KeyMark(CustomerKey Key, CustomerId? Customer, Sharing Before, Sharing After);
