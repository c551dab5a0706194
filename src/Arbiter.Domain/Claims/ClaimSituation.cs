using System.Collections.Immutable;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.Claims;

/// <summary>Everything a claim is decided on; nothing else is looked at.</summary>
public sealed record ClaimSituation
{
    public required Policy Policy { get; init; }

    /// <summary>The claimant as the roster knows them; null when it does not.</summary>
    public required Rep? Rep { get; init; }

    public required Claimant Claimant { get; init; }

    /// <summary>The claim's keys, each with the customer it points to. Empty for a claim from the pool.</summary>
    public required ImmutableArray<ClaimedKeyState> Keys { get; init; }

    /// <summary>The id that a new customer would get.</summary>
    public required CustomerId NewCustomer { get; init; }

    public required string? Channel { get; init; }

    public required DateTimeOffset Now { get; init; }
}

/// <summary>A key of the claim and the customer it points to, if any.</summary>
public readonly record struct ClaimedKeyState(ClaimedKey Key, Customer? Customer)
{
    /// <summary>
    /// The customers that the keys point at, each once. Shared keys (switchboards, sites) speak only when the claim has nothing harder.
    /// </summary>
    public static ImmutableArray<Customer> Customers(ImmutableArray<ClaimedKeyState> keys)
    {
        var anyHard = false;
        foreach (var key in keys) anyHard |= key.Key.Strength == KeyStrength.Hard;

        Customer? only = null;
        ImmutableArray<Customer>.Builder? several = null;
        foreach (var key in keys)
        {
            if (key.Customer is not { } customer || (anyHard && key.Key.Strength != KeyStrength.Hard)) continue;
            if (only is null) only = customer;
            else if (only.Id != customer.Id && several?.Any(c => c.Id == customer.Id) != true)
                (several ??= ImmutableArray.CreateBuilder<Customer>()).Add(customer);
        }

        if (only is null) return [];
        return several is null ? [only] : [only, .. several];
    }
}
