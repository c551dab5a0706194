using System.Collections.Immutable;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;

namespace Arbiter.Domain;

/// <summary>Collects what one decision brings about, and keeps the state in step with it.</summary>
public sealed class Docket(DateTimeOffset now)
{
    readonly ImmutableArray<DomainEvent>.Builder events = ImmutableArray.CreateBuilder<DomainEvent>(1);

    /// <summary>The instant of the decision: never before the last event of the customers it touches (P5).</summary>
    public DateTimeOffset Now => now;

    public bool IsEmpty => events.Count == 0;

    public static Docket For(Customer customer, DateTimeOffset now) => new(customer.LastAt > now ? customer.LastAt : now);

    public static Docket For(Customer one, Customer other, DateTimeOffset now) => For(one, other.LastAt > now ? other.LastAt : now);

    public Customer Emit(Customer? customer, CustomerEvent happened)
    {
        events.Add(happened);
        return CustomerEvolver.Evolve(customer, happened);
    }

    /// <summary>The claimant after what this decision brought about so far.</summary>
    public Claimant Apply(Claimant claimant)
    {
        foreach (var happened in events)
        {
            var (first, second) = ClaimantEvolver.Touched(happened);
            if (first == claimant.Id || second == claimant.Id) claimant = ClaimantEvolver.Evolve(claimant, happened);
        }

        return claimant;
    }

    public Decision Decide(Outcome outcome) => new(events.DrainToImmutable(), outcome);

    /// <summary>With keys that point to <paramref name="customer"/> from now on, and keys that were seen with it.</summary>
    public Decision Decide(Outcome outcome, CustomerId customer, ImmutableArray<CustomerKey> bind, ImmutableArray<Mention> mentions) =>
        new(events.DrainToImmutable(), outcome) { BindTo = customer, Bind = bind, Mentions = mentions };
}
