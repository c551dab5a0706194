using System.Collections.Immutable;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;

namespace Arbiter.Simulation.Model;

/// <summary>A customer as the rules see it, in the plainest form.</summary>
sealed record ModelCustomer(Scope Scope)
{
    public RepId? Owner { get; init; }

    public DateTimeOffset Since { get; init; }

    /// <summary>Null for an owned customer: for good.</summary>
    public DateTimeOffset? Until { get; init; }

    public int Epoch { get; init; }

    public DateTimeOffset? ClaimableFrom { get; init; }

    public Opportunity Opportunity { get; init; }

    public ImmutableDictionary<RepId, DateTimeOffset> CoolingUntil { get; init; } = ImmutableDictionary<RepId, DateTimeOffset>.Empty;

    public int Keys { get; init; }

    public DateTimeOffset LastAt { get; init; }

    public bool ConflictOpen { get; init; }

    /// <summary>The customer that this one is merged into, and how things were before that.</summary>
    public CustomerId? MergedInto { get; init; }

    public Parting? Parting { get; init; }

    public ImmutableList<CustomerId> Absorbed { get; init; } = [];

    public ImmutableList<CustomerId> Proposed { get; init; } = [];

    public ImmutableList<CustomerId> Dismissed { get; init; } = [];

    /// <summary>Who was refused in this epoch, with the verdict of the last time and when that was.</summary>
    public ImmutableDictionary<RepId, (Verdict Verdict, DateTimeOffset At)> Refused { get; init; } =
        ImmutableDictionary<RepId, (Verdict, DateTimeOffset)>.Empty;
}

/// <summary>Both customers as they were right before a merge, and the survivor's epoch right after it.</summary>
sealed record Parting(DateTimeOffset At, int Epoch, ModelCustomer Merged, ModelCustomer Into);

/// <summary>What a rep used of their quotas in a scope.</summary>
readonly record struct ModelQuota(int Holdings, int Day, int Today, int LookUps);
