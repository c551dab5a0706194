using System.Collections.Concurrent;

namespace Arbiter.Proofs.Traffic;

/// <summary>
/// Customers with a key that they were first claimed by, and who was last seen to own them, shared, so that what managers do mostly hits owned ones. Owners may be out
/// of date, and nothing relies on them; the keys are a customer's own whatever it is merged into.
/// </summary>
sealed class Gossip
{
    readonly ConcurrentDictionary<int, (Guid Customer, string? Owner)> seen = new();

    public void Note(int[] keys, Answer answer)
    {
        if (answer.Customer is not { } customer) return;
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i];
            // Only a first claim leads to epoch 1, by keys that are not marked.
            if (answer.IsMarked(i)) continue;
            if (answer is { Kind: "granted", Epoch: 1 } || (seen.TryGetValue(key, out var known) && known.Customer == customer)) seen[key] = (customer, answer.Owner);
        }
    }

    public (Guid Customer, string? Owner)? About(int key) => seen.TryGetValue(key, out var known) ? known : null;
}
