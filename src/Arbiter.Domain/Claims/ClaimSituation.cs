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

    /// <summary>The claim's hard keys, each with the customer it leads to. Empty for a claim from the pool.</summary>
    public required ImmutableArray<ClaimedKeyState> Keys { get; init; }

    /// <summary>The claim's shared keys: they decide nothing, and are kept with the customer that it is granted.</summary>
    public ImmutableArray<CustomerKey> Mentions { get; init; } = [];

    /// <summary>Customers that resemble the claim's, as they stand now; each once, the most alike first.</summary>
    public ImmutableArray<SimilarState> Similar { get; init; } = [];

    /// <summary>The id that a new customer would get.</summary>
    public required CustomerId NewCustomer { get; init; }

    public required string? Channel { get; init; }

    public required DateTimeOffset Now { get; init; }
}

/// <summary>A hard key of the claim and the customer it leads to, if any.</summary>
public readonly record struct ClaimedKeyState(CustomerKey Key, Customer? Customer)
{
    /// <summary>The customers that the keys lead to, each once.</summary>
    public static ImmutableArray<Customer> Customers(ImmutableArray<ClaimedKeyState> keys)
    {
        Customer? only = null;
        ImmutableArray<Customer>.Builder? several = null;
        foreach (var key in keys)
        {
            if (key.Customer is not { } customer) continue;
            if (only is null) only = customer;
            else if (only.Id != customer.Id && several?.Any(c => c.Id == customer.Id) != true)
                (several ??= ImmutableArray.CreateBuilder<Customer>()).Add(customer);
        }

        if (only is null) return [];
        return several is null ? [only] : [only, .. several];
    }
}

/// <summary>A customer that a claim resembles, as it stands.</summary>
public readonly record struct SimilarState(SimilarCustomer Evidence, Customer Customer)
{
    /// <summary>The reason to give for it.</summary>
    public Reason Reason => new(Rule.Similar, Evidence: string.Join(',', Evidence.Codes));
}
