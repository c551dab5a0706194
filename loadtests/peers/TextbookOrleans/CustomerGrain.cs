namespace TextbookOrleans;

/// <summary>A customer, by its normalized identifier.</summary>
public interface ICustomerGrain : IGrainWithStringKey
{
    /// <summary>Claims it for a rep.</summary>
    Task<Ruling> ClaimAsync(string rep);
}

/// <summary>Who owns the customer. A grain is active once in a cluster and decides one call at a time, says the textbook: so checking and writing is safe.</summary>
public sealed class CustomerGrain([PersistentState("ownership", TextbookSilo.Claims)] IPersistentState<Ownership> ownership, TimeProvider time) : Grain, ICustomerGrain
{
    /// <inheritdoc />
    public async Task<Ruling> ClaimAsync(string rep)
    {
        var known = ownership.State;
        known.Attempts++;
        var verdict = known.Owner is null ? "granted" : known.Owner == rep ? "alreadyYours" : "held";
        if (known.Owner is null) (known.Owner, known.Customer, known.Since) = (rep, Guid.CreateVersion7(), time.GetUtcNow());
        await ownership.WriteStateAsync();
        return new Ruling(verdict, known.Owner!, known.Customer, known.Since, known.Attempts);
    }
}

/// <summary>What is stored of a customer.</summary>
[GenerateSerializer]
public sealed class Ownership
{
    /// <summary>The owner; null: nobody yet.</summary>
    [Id(0)]
    public string? Owner { get; set; }

    /// <summary>The customer's id.</summary>
    [Id(1)]
    public Guid Customer { get; set; }

    /// <summary>Since when it is owned.</summary>
    [Id(2)]
    public DateTimeOffset Since { get; set; }

    /// <summary>Claims so far, the granted one included.</summary>
    [Id(3)]
    public int Attempts { get; set; }
}

/// <summary>The answer to a claim.</summary>
/// <param name="Verdict"><c>granted</c>, <c>alreadyYours</c> or <c>held</c>.</param>
/// <param name="Owner">Who owns the customer now.</param>
/// <param name="Customer">The customer's id.</param>
/// <param name="OwnedSince">Since when.</param>
/// <param name="Attempts">Claims so far.</param>
[GenerateSerializer, Immutable]
public sealed record Ruling(string Verdict, string Owner, Guid Customer, DateTimeOffset OwnedSince, int Attempts);
