using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Checking;

/// <summary>
/// What Arbiter promises of a few connected keys, written down as simply as possible and apart from the server's code: which customer each key points to, who
/// owns it, and in which epoch. A state is a row of numbers: a customer for each key, then owner and epoch of each customer.
/// </summary>
public sealed class OwnershipModel
{
    const int Nobody = -1;

    readonly Dictionary<int, int> keys = [];
    readonly Dictionary<Guid, int> customers = [];
    readonly Dictionary<string, int> reps = [];

    /// <summary>The model of everything that these operations speak of.</summary>
    public OwnershipModel(IEnumerable<Operation> operations)
    {
        foreach (var o in operations)
        {
            foreach (var key in o.Keys) keys.TryAdd(key, keys.Count);
            if (o.Customer is { } asked) customers.TryAdd(asked, customers.Count);
            if (o.Answer?.Customer is { } told) customers.TryAdd(told, customers.Count);
            foreach (var rep in (string?[])[o.Rep, o.To, o.Answer?.Owner])
            {
                if (rep is not null) reps.TryAdd(rep, reps.Count);
            }
        }

        Start = [.. Enumerable.Repeat(Nobody, keys.Count), .. Enumerable.Repeat((int[])[Nobody, 0], customers.Count).SelectMany(c => c)];
    }

    /// <summary>Nobody has claimed anything.</summary>
    public int[] Start { get; }

    /// <summary>The state after the operation, the same instance when nothing changed; null when this answer cannot be given in <paramref name="state"/>.</summary>
    public int[]? Step(int[] state, Operation o) => o.Act switch
    {
        Act.Claim => Claim(state, o, o.Answer!),
        Act.LookUp => LookUp(state, o, o.Answer!),
        Act.Release => Release(state, o, o.Answer!),
        _ => Transfer(state, o, o.Answer!),
    };

    int[]? Claim(int[] state, Operation o, Answer answer)
    {
        var found = Found(state, o);
        var rep = reps[o.Rep!];
        if (found.Count > 1) return Several(state, found, rep, answer) ? state : null;
        if (answer.Customer is not { } id) return null;
        var customer = customers[id];
        if (found.Count == 1 && found[0] != customer) return null;

        var (owner, epoch) = (Owner(state, customer), Epoch(state, customer));
        if (found.Count == 0 && epoch != 0) return null;
        switch (answer.Kind)
        {
            case "granted":
                if (owner != Nobody || answer.Epoch != epoch + 1 || answer.Owner != o.Rep) return null;
                return Owned(Bound(state, o, customer), customer, rep, epoch + 1);
            case "alreadyYours":
                return owner == rep && answer.Epoch == epoch ? Bound(state, o, customer) : null;
            case "held":
                return owner != Nobody && owner != rep && answer.Epoch == epoch && reps[answer.Owner!] == owner ? state : null;
            default:
                return null;
        }
    }

    /// <summary>All or nothing: keys of several customers grant nobody anything.</summary>
    bool Several(int[] state, List<int> found, int rep, Answer answer)
    {
        var ofOthers = found.Where(c => Owner(state, c) is var owner && owner != Nobody && owner != rep).ToList();
        return answer.Kind switch
        {
            "alreadyYours" => found.All(c => Owner(state, c) == rep),
            "held" => answer is { Customer: { } id, Owner: { } owner } && ofOthers.Contains(customers[id])
                && Owner(state, customers[id]) == reps[owner] && Epoch(state, customers[id]) == answer.Epoch,
            "underReview" => ofOthers.Count == 0 && !found.All(c => Owner(state, c) == rep),
            _ => false,
        };
    }

    int[]? LookUp(int[] state, Operation o, Answer answer)
    {
        var found = Found(state, o);
        if (answer.Customer is { } told && (found.Count != 1 || customers[told] != found[0])) return null;
        var expected = found.Count switch
        {
            0 => "free",
            1 when Owner(state, found[0]) == Nobody => "pool",
            1 when Owner(state, found[0]) == reps[o.Rep!] => "yours",
            1 => "held",
            _ => "severalCustomers",
        };
        return answer.Kind == expected ? state : null;
    }

    int[]? Release(int[] state, Operation o, Answer answer)
    {
        var customer = customers[o.Customer!.Value];
        var (owner, epoch) = (Owner(state, customer), Epoch(state, customer));
        return answer.Kind switch
        {
            "accepted" => owner != Nobody && (o.Rep is null || reps[o.Rep] == owner) && answer.Epoch == epoch ? Owned(state, customer, Nobody, epoch) : null,
            "not-owned" => owner == Nobody && epoch > 0 ? state : null,
            // Whoever may not see a customer is told that there is none.
            "not-found" => epoch == 0 || (o.Rep is not null && owner != Nobody && reps[o.Rep] != owner) ? state : null,
            _ => null,
        };
    }

    int[]? Transfer(int[] state, Operation o, Answer answer)
    {
        var customer = customers[o.Customer!.Value];
        var (owner, epoch) = (Owner(state, customer), Epoch(state, customer));
        var to = reps[o.To!];
        return answer.Kind switch
        {
            "accepted" => owner != Nobody && owner != to && answer.Epoch == epoch + 1 ? Owned(state, customer, to, epoch + 1) : null,
            "not-owned" => owner == Nobody && epoch > 0 ? state : null,
            "owner-already" => owner == to ? state : null,
            "not-found" => epoch == 0 ? state : null,
            _ => null,
        };
    }

    List<int> Found(int[] state, Operation o)
    {
        var found = new List<int>(2);
        foreach (var key in o.Keys)
        {
            var customer = state[keys[key]];
            if (customer != Nobody && !found.Contains(customer)) found.Add(customer);
        }

        return found;
    }

    int[] Bound(int[] state, Operation o, int customer)
    {
        var after = state;
        foreach (var key in o.Keys)
        {
            if (state[keys[key]] != Nobody) continue;
            if (ReferenceEquals(after, state)) after = [.. state];
            after[keys[key]] = customer;
        }

        return after;
    }

    int[] Owned(int[] state, int customer, int owner, int epoch)
    {
        int[] after = [.. state];
        after[keys.Count + 2 * customer] = owner;
        after[keys.Count + 2 * customer + 1] = epoch;
        return after;
    }

    int Owner(int[] state, int customer) => state[keys.Count + 2 * customer];

    int Epoch(int[] state, int customer) => state[keys.Count + 2 * customer + 1];
}
