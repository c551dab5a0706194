using System.Collections.Immutable;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.Merging;

/// <summary>What ties a customer to others that are, or may be, the same. Nearly all customers have <see cref="None"/>.</summary>
public sealed record Ties
{
    public static Ties None { get; } = new();

    /// <summary>Set while this customer is merged into another one: whatever leads here leads there.</summary>
    public Merger? Merger { get; init; }

    /// <summary>The customers merged into this one, in order; only the last can be unmerged.</summary>
    public ImmutableArray<CustomerId> Absorbed { get; init; } = [];

    /// <summary>How many steps lead here from the farthest merged customer, at most. Bounded, so that following is.</summary>
    public int Height { get; init; }

    /// <summary>Customers that may be the same as this one and that a person has yet to look at. Kept at the smaller id of a pair.</summary>
    public ImmutableArray<CustomerId> Proposed { get; init; } = [];

    /// <summary>Customers that a person said are not the same; not proposed again.</summary>
    public ImmutableArray<CustomerId> Dismissed { get; init; } = [];

    /// <summary>The ties after somebody saw that <paramref name="other"/> may be the same customer.</summary>
    public Ties Propose(CustomerId other) => this with { Proposed = Proposed.Add(other) };

    /// <summary>The ties after a person said that <paramref name="other"/> is not the same. The oldest word is forgotten when there are too many.</summary>
    public Ties Dismiss(CustomerId other) => this with
    {
        Proposed = Proposed.Remove(other),
        Dismissed = [.. Dismissed.Remove(other).TakeLast(Policies.Limits.ProposalsPerCustomer - 1), other],
    };

    /// <summary>The ties after <paramref name="other"/> was merged into this customer.</summary>
    public Ties Absorb(CustomerId other, int height) => this with
    {
        Absorbed = Absorbed.Add(other),
        Height = height,
        Proposed = Proposed.Remove(other),
        Dismissed = Dismissed.Remove(other),
    };

    /// <summary>The ties after <paramref name="other"/> was taken out again. The height of what is left may be less; it stays a bound.</summary>
    public Ties Release(CustomerId other)
    {
        var left = Absorbed.Remove(other);
        return this with { Absorbed = left, Height = left.IsEmpty ? 0 : Height };
    }

    /// <inheritdoc />
    public bool Equals(Ties? other) =>
        other is not null && Merger == other.Merger && Height == other.Height && Absorbed.SequenceEqual(other.Absorbed)
        && Proposed.SequenceEqual(other.Proposed) && Dismissed.SequenceEqual(other.Dismissed);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Merger, Height, Absorbed.Length, Proposed.Length, Dismissed.Length);
}

/// <summary>That a customer was merged into <paramref name="Into"/>, and all that taking it out again needs.</summary>
/// <param name="Epoch">The survivor's epoch right after the merge: while it stands, nobody has changed hands since.</param>
/// <param name="Held">Who owned this customer until then.</param>
/// <param name="IntoHeld">Who owned the survivor until then.</param>
/// <param name="TookOver">Whether this customer's owner became the survivor's.</param>
public sealed record Merger(CustomerId Into, DateTimeOffset At, int Epoch, Holding? Held, Holding? IntoHeld, bool TookOver)
{
    /// <summary>Who had to wait for the survivor until then; this customer's own stay in its row.</summary>
    public ImmutableArray<FormerOwner> IntoFormerOwners { get; init; } = [];

    /// <inheritdoc />
    public bool Equals(Merger? other) =>
        other is not null && (Into, At, Epoch, TookOver) == (other.Into, other.At, other.Epoch, other.TookOver)
        && Held == other.Held && IntoHeld == other.IntoHeld && IntoFormerOwners.SequenceEqual(other.IntoFormerOwners);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Into, At, Epoch);
}

/// <summary>An ownership and the business that goes with it, as a merge carries it from one customer to another.</summary>
public sealed record Holding(RepId Rep, DateTimeOffset Since, DateTimeOffset? ProtectedUntil, Opportunity Opportunity)
{
    /// <summary>What the owner of <paramref name="customer"/> has; null in the pool.</summary>
    public static Holding? Of(Customer customer) => customer.Ownership is { } ownership
        ? new Holding(ownership.Rep, ownership.Since, ownership.ProtectedUntil, customer.Opportunity)
        : null;

    public Ownership Ownership => new(Rep, Since, ProtectedUntil);
}
