using System.Collections.Immutable;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Merging;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.Customers;

/// <summary>What is known of one customer: who owns it, or since when it waits in the public pool.</summary>
public sealed record Customer
{
    public required CustomerId Id { get; init; }

    public required Scope Scope { get; init; }

    /// <summary>Null while the customer waits in the public pool.</summary>
    public Ownership? Ownership { get; init; }

    /// <summary>Counts changes of owner: +1 at each grant and each transfer, never back.</summary>
    public int Epoch { get; init; }

    /// <summary>In the pool: the instant from which it may be claimed.</summary>
    public DateTimeOffset? ClaimableFrom { get; init; }

    public Opportunity Opportunity { get; init; }

    /// <summary>Owners of the last days, who have to wait before they may claim again. Pruned when the next one is added.</summary>
    public ImmutableArray<FormerOwner> FormerOwners { get; init; } = [];

    /// <summary>How many keys point here; bounded by <see cref="Policies.Limits.KeysPerCustomer"/>.</summary>
    public int KeyCount { get; init; }

    /// <summary>The latest conflict that anybody's refused claim opened; it may belong to an earlier epoch and be closed.</summary>
    public Conflict? Conflict { get; init; }

    public Ties Ties { get; init; } = Ties.None;

    /// <summary>The conflict of this epoch.</summary>
    public Conflict? CurrentConflict => Conflict is { } conflict && conflict.Id.Epoch == Epoch ? conflict : null;

    /// <summary>Instant of the last event. Decisions never take an earlier one, wherever the clock went.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>The instant at which something happens by itself, or null.</summary>
    public DateTimeOffset? DueAt => Ownership?.ProtectedUntil;

    public bool IsOwnedBy(RepId rep) => Ownership is { } ownership && ownership.Rep == rep;
}

/// <summary>Who owns a customer. <paramref name="ProtectedUntil"/> is exclusive, and null when a won customer stays for good.</summary>
public sealed record Ownership(RepId Rep, DateTimeOffset Since, DateTimeOffset? ProtectedUntil);

/// <summary>An earlier owner, who may not claim again before <paramref name="Until"/>.</summary>
public readonly record struct FormerOwner(RepId Rep, DateTimeOffset Until);
