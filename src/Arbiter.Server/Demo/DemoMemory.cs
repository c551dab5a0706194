namespace Arbiter.Server.Demo;

/// <summary>A customer that the demo has claimed.</summary>
sealed record DemoCustomer(DemoIdentifier[] Identifiers, string Id)
{
    /// <summary>Null while it waits in the pool.</summary>
    public string? Owner { get; init; }

    /// <summary>Who was refused last.</summary>
    public string? RefusedLast { get; init; }

    public DateTimeOffset? ReleasedAt { get; init; }
}

/// <summary>The latest customers of the demo, as far as its answers told. Bounded; what is older is left in peace.</summary>
sealed class DemoMemory(Random random)
{
    const int Remembered = 400;

    readonly Lock gate = new();
    readonly Dictionary<string, DemoCustomer> customers = [];
    readonly List<string> order = [];

    public void Put(DemoCustomer customer)
    {
        lock (gate)
        {
            if (customers.TryAdd(customer.Id, customer)) order.Add(customer.Id);
            else customers[customer.Id] = customer;
            if (order.Count <= Remembered) return;
            customers.Remove(order[0]);
            order.RemoveAt(0);
        }
    }

    /// <summary>A customer of this kind; late ones are likelier. Null when a few tries find none.</summary>
    public DemoCustomer? Find(Func<DemoCustomer, bool> wanted)
    {
        lock (gate)
        {
            for (var tries = 0; tries < 40 && order.Count > 0; tries++)
            {
                // Squared: half of the picks are among the latest quarter, so that some customers are fought for.
                var back = random.NextDouble();
                var found = customers[order[order.Count - 1 - (int)(back * back * order.Count)]];
                if (wanted(found)) return found;
            }

            return null;
        }
    }
}
