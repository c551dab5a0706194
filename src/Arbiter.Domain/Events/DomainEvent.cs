using System.Collections.Immutable;
using Arbiter.Domain.Access;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Merging;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;
using Arbiter.Domain.Transfers;

namespace Arbiter.Domain.Events;

/// <summary>
/// Something that happened, for good. Events hold short names, ids, times and numbers; never an identifier or a person's name (P8).
/// </summary>
/// <param name="At">The instant at which it took effect.</param>
public abstract record DomainEvent(DateTimeOffset At);

/// <summary>An event in the life of one customer.</summary>
public abstract record CustomerEvent(CustomerId Customer, Scope Scope, DateTimeOffset At) : DomainEvent(At);

/// <summary>A claim won: <paramref name="Rep"/> owns the customer from now on.</summary>
public sealed record ClaimGranted(
    CustomerId Customer, Scope Scope, RepId Rep, int Epoch, DateTimeOffset ProtectedUntil, Rule Rule,
    ImmutableArray<IdentifierKind> Kinds, int Day, int PolicyVersion, string? Channel, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At)
{
    /// <summary>The kinds of shared keys that came with the claim.</summary>
    public ImmutableArray<IdentifierKind> Mentions { get; init; } = [];
}

/// <summary>A claim on a known customer was refused. <paramref name="Repeats"/> are earlier attempts that were only counted.</summary>
public sealed record ClaimRefused(
    CustomerId Customer, Scope Scope, RepId Rep, Verdict Verdict, Reason Reason, RepId? Holder, int Epoch,
    int Repeats, int PolicyVersion, string? Channel, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At)
{
    /// <summary>The conflicts on the other customers that the same claim led to.</summary>
    public ImmutableArray<ConflictId> Others { get; init; } = [];

    /// <summary>The same claim was refused in the record of another of its customers before: it is one attempt of the rep's.</summary>
    public bool Again { get; init; }
}

/// <summary>A claim was refused before it touched any customer: no quota left, or not eligible at all.</summary>
public sealed record ClaimTurnedAway(
    Scope Scope, RepId Rep, Verdict Verdict, Reason Reason, int PolicyVersion, string? Channel, DateTimeOffset At)
    : DomainEvent(At);

/// <summary>
/// Somebody asked where a customer stands. <paramref name="Customers"/> are those that the keys led to, <paramref name="Similar"/> those that were shown
/// as similar; no event of theirs, for it changes nothing about them. <paramref name="Rep"/> is null for askers who are no rep, and have no quota.
/// </summary>
public sealed record LookedUp(
    Scope Scope, RepId? Rep, Standing Standing, ImmutableArray<CustomerId> Customers, ImmutableArray<CustomerId> Similar, int Day, int PolicyVersion,
    DateTimeOffset At)
    : DomainEvent(At);

/// <summary>The owner added further keys to a customer.</summary>
public sealed record IdentifiersBound(
    CustomerId Customer, Scope Scope, RepId Rep, ImmutableArray<IdentifierKind> Kinds, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At)
{
    /// <summary>The kinds of shared keys that came with them.</summary>
    public ImmutableArray<IdentifierKind> Mentions { get; init; } = [];
}

/// <summary>Work on a customer. When it <paramref name="Counted"/>, protection lasts until <paramref name="ProtectedUntil"/>.</summary>
public sealed record FollowUpRecorded(
    CustomerId Customer, Scope Scope, RepId Rep, FollowUpKind Kind, bool Counted, Opportunity Opportunity,
    DateTimeOffset? ProtectedUntil, int PolicyVersion, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At);

/// <summary>The owner gave the customer back to the pool.</summary>
public sealed record OwnershipReleased(
    CustomerId Customer, Scope Scope, RepId Rep, int Epoch, ReleaseReason Reason, DateTimeOffset ClaimableFrom,
    DateTimeOffset CoolDownUntil, int PolicyVersion, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At);

/// <summary>Protection ended at <c>At</c>, whenever that was noticed: the customer is in the pool since then.</summary>
public sealed record OwnershipExpired(
    CustomerId Customer, Scope Scope, RepId Rep, int Epoch, DateTimeOffset ClaimableFrom,
    DateTimeOffset CoolDownUntil, int PolicyVersion, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At);

/// <summary>A manager gave the customer to another rep.</summary>
public sealed record OwnershipTransferred(
    CustomerId Customer, Scope Scope, RepId From, RepId To, int Epoch, TransferReason Reason, DateTimeOffset ProtectedUntil,
    DateTimeOffset CoolDownUntil, int PolicyVersion, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At);

/// <summary>Repeated attempts of a refused claimant that were counted since their last refusal was written.</summary>
public sealed record RepeatsCounted(CustomerId Customer, Scope Scope, RepId Rep, int Repeats, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At);

/// <summary>
/// Two customers are one. Written in the history of both, first of <paramref name="Merged"/>, whose ownership ends, then of <paramref name="Into"/>.
/// </summary>
/// <param name="MergedEpoch">The merged customer's epoch, which stays.</param>
/// <param name="Epoch">The survivor's epoch from now on: one more when its owner changed.</param>
/// <param name="MergedHeld">Who owned the merged customer.</param>
/// <param name="IntoHeld">Who owned the survivor.</param>
/// <param name="Held">Who owns it from now on.</param>
/// <param name="Height">Steps from the farthest customer merged into the survivor.</param>
public sealed record CustomersMerged(
    CustomerId Customer, Scope Scope, CustomerId Merged, CustomerId Into, int MergedEpoch, int Epoch, Holding? MergedHeld, Holding? IntoHeld,
    Holding? Held, int Height, int PolicyVersion, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At)
{
    /// <summary>Former owners of the merged customer, who have to wait for the survivor from now on.</summary>
    public ImmutableArray<FormerOwner> MergedFormerOwners { get; init; } = [];

    /// <summary>Former owners of the survivor.</summary>
    public ImmutableArray<FormerOwner> IntoFormerOwners { get; init; } = [];

    /// <summary>From when on the survivor may be claimed, when nobody owns it.</summary>
    public DateTimeOffset? ClaimableFrom { get; init; }

    /// <summary>Whose holdings this record of the two changes.</summary>
    public (RepId? Loses, RepId? Gains) Passes =>
        Customer == Merged ? (MergedHeld?.Rep, null) : IntoHeld?.Rep == Held?.Rep ? (null, null) : (IntoHeld?.Rep, Held?.Rep);
}

/// <summary>
/// A merge is undone. Written in the history of both, first of <paramref name="Into"/>, then of <paramref name="Merged"/>.
/// </summary>
/// <param name="MergedEpoch">The merged customer's epoch from now on.</param>
/// <param name="Epoch">The survivor's.</param>
/// <param name="Owner">Who owned both as one.</param>
/// <param name="MergedHeld">Who owns the merged customer from now on.</param>
/// <param name="IntoHeld">Who owns the survivor from now on.</param>
public sealed record CustomerUnmerged(
    CustomerId Customer, Scope Scope, CustomerId Merged, CustomerId Into, int MergedEpoch, int Epoch, RepId? Owner, Holding? MergedHeld,
    Holding? IntoHeld, int PolicyVersion, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At)
{
    /// <summary>The merged customer's former owners from now on.</summary>
    public ImmutableArray<FormerOwner> MergedFormerOwners { get; init; } = [];

    /// <summary>The survivor's.</summary>
    public ImmutableArray<FormerOwner> IntoFormerOwners { get; init; } = [];

    /// <summary>Whose holdings this record of the two changes.</summary>
    public (RepId? Loses, RepId? Gains) Passes =>
        Customer == Merged ? (null, MergedHeld?.Rep) : Owner == IntoHeld?.Rep ? (null, null) : (Owner, IntoHeld?.Rep);
}

/// <summary>
/// Two customers may be one: a claim of their owner, <paramref name="Rep"/>, led to both, or (null) they resemble each other. Kept at the smaller id of the two.
/// </summary>
public sealed record MergeProposed(CustomerId Customer, Scope Scope, CustomerId With, RepId? Rep, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At)
{
    /// <summary>Which fields resemble each other: short codes with commas between them.</summary>
    public string? Evidence { get; init; }
}

/// <summary>A person said that the two are not one.</summary>
public sealed record MergeDismissed(CustomerId Customer, Scope Scope, CustomerId With, DateTimeOffset At) : CustomerEvent(Customer, Scope, At);

/// <summary>
/// One of the customer's keys was found to be shared by several, or (<paramref name="Shared"/> false) found not to be after all. Says the kind, never the key.
/// </summary>
/// <param name="Others">How many other customers it had been seen with.</param>
public sealed record KeyMarked(CustomerId Customer, Scope Scope, IdentifierKind Kind, bool Shared, int Others, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At);

/// <summary>
/// One of the customer's keys had been seen with <paramref name="Others"/> other customers, and somebody said that it is not shared all the same.
/// </summary>
public sealed record SharingDismissed(CustomerId Customer, Scope Scope, IdentifierKind Kind, int Others, DateTimeOffset At)
    : CustomerEvent(Customer, Scope, At);

/// <summary>A key that no customer has was said to be shared, or (<paramref name="Shared"/> false) not to be after all.</summary>
public sealed record KeyMarkedInAdvance(Scope Scope, IdentifierKind Kind, bool Shared, DateTimeOffset At) : DomainEvent(At);

/// <summary>A scope has a new policy; the whole document is kept here.</summary>
public sealed record PolicyChanged(Policy Policy, DateTimeOffset At) : DomainEvent(At);

/// <summary>A team was added or renamed.</summary>
public sealed record TeamChanged(TeamId Team, DateTimeOffset At) : DomainEvent(At);

/// <summary>A rep was added or changed.</summary>
public sealed record RepChanged(RepId Rep, TeamId? Team, bool Active, DateTimeOffset At) : DomainEvent(At);

/// <summary>An API caller got a token.</summary>
public sealed record TokenIssued(string Token, Role Role, RepId? Rep, DateTimeOffset At) : DomainEvent(At);

/// <summary>A token stopped working.</summary>
public sealed record TokenRevoked(string Token, DateTimeOffset At) : DomainEvent(At);
