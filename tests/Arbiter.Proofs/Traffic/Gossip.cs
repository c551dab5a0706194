using System.Collections.Concurrent;

namespace Arbiter.Proofs.Traffic;

/// <summary>What clients saw of customers, shared, so that releases and transfers mostly hit owned ones. May be out of date; nothing relies on it.</summary>
sealed class Gossip
{
    readonly ConcurrentDictionary<int, (Guid Customer, string? Owner)> seen = new();

    public void Note(int key, Answer answer)
    {
        if (answer.Customer is { } customer && answer.Owner is not null) seen[key] = (customer, answer.Owner);
    }

    public (Guid Customer, string? Owner)? About(int key) => seen.TryGetValue(key, out var known) ? known : null;
}
