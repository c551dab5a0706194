using Arbiter.Domain.Customers;

namespace Arbiter.Engine.Turns;

/// <summary>
/// Which customers have repeats that were counted and not yet written, and since when. When it is full, further customers' repeats stay uncounted in the log
/// (each of them has its first refusal there): a flood must not cost memory without end.
/// </summary>
sealed class RepeatLedger(int capacity)
{
    readonly HashSet<CustomerId> noted = [];
    readonly Queue<(CustomerId Customer, DateTimeOffset Since)> order = new();

    public void Note(CustomerId customer, DateTimeOffset at)
    {
        if (noted.Count < capacity && noted.Add(customer)) order.Enqueue((customer, at));
    }

    public IEnumerable<CustomerId> TakeOlderThan(DateTimeOffset instant)
    {
        while (order.TryPeek(out var oldest) && oldest.Since <= instant)
        {
            order.Dequeue();
            noted.Remove(oldest.Customer);
            yield return oldest.Customer;
        }
    }

    public void Clear()
    {
        noted.Clear();
        order.Clear();
    }
}
