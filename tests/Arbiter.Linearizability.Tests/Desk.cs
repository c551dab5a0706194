namespace Arbiter.Linearizability.Tests;

/// <summary>A real sequential arbiter, asked by imaginary clients whose calls overlap: each operation takes effect at some instant between call and return.</summary>
sealed class Desk(int seed, int customers, int keysEach = 1)
{
    readonly Random random = new(seed);
    readonly Dictionary<string, int> bound = [];
    readonly List<(string? Owner, int Epoch)> ownerships = [];
    long now;

    public List<Operation<OwnershipOperation>> Ask(int count, int unknownPerMille)
    {
        var history = new List<Operation<OwnershipOperation>>(count);
        for (var i = 0; i < count; i++)
        {
            now += random.Next(1, 10);
            var asked = Next();
            // Lasting up to five others' time, on either side of its instant.
            var (call, back) = (now - random.Next(30), now + random.Next(30));
            var unknown = random.Next(1000) < unknownPerMille;
            if (unknown && random.Next(2) == 0)
            {
                history.Add(new Operation<OwnershipOperation>(asked, call, Operation<OwnershipOperation>.Never));
                continue;
            }

            var answer = Carry(asked);
            history.Add(unknown
                ? new Operation<OwnershipOperation>(asked, call, Operation<OwnershipOperation>.Never)
                : new Operation<OwnershipOperation>(asked with { Answer = answer }, call, back));
        }

        return history;
    }

    OwnershipOperation Next()
    {
        var customer = random.Next(customers);
        var rep = $"rep-{random.Next(5)}";
        string[] one = [$"c{customer}-0"];
        return random.Next(10) switch
        {
            < 5 => new OwnershipOperation(Asked.Claim, rep, [.. Enumerable.Range(0, keysEach).Where(k => k == 0 || random.Next(2) == 0).Select(k => $"c{customer}-{k}")], null, null),
            < 7 => new OwnershipOperation(Asked.LookUp, rep, one, null, null),
            < 8 => new OwnershipOperation(Asked.Release, random.Next(2) == 0 ? rep : null, one, null, null),
            < 9 => new OwnershipOperation(Asked.Transfer, null, one, rep, null),
            _ => new OwnershipOperation(Asked.FollowUp, rep, one, null, null),
        };
    }

    OwnershipAnswer Carry(OwnershipOperation asked)
    {
        var known = bound.TryGetValue(asked.Keys[0], out var id);
        var (owner, epoch) = known ? ownerships[id] : (null, 0);
        switch (asked.Asked)
        {
            case Asked.Claim when owner is null || owner == asked.Rep:
                if (!known) ownerships.Add(default);
                if (!known) id = ownerships.Count - 1;
                foreach (var key in asked.Keys) bound.TryAdd(key, id);
                if (owner is not null) return new OwnershipAnswer("alreadyYours", owner, epoch);
                ownerships[id] = (asked.Rep, epoch + 1);
                return new OwnershipAnswer("granted", asked.Rep, epoch + 1);
            case Asked.Claim: return new OwnershipAnswer("held", owner, epoch);
            case Asked.LookUp: return new OwnershipAnswer(!known ? "free" : owner is null ? "pool" : owner == asked.Rep ? "yours" : "held");
            case var _ when !known: return new OwnershipAnswer("unknownCustomer");
            case var _ when owner is null: return new OwnershipAnswer(asked.Asked == Asked.FollowUp ? "notOwner" : "notOwned");
            case Asked.Release when (asked.Rep ?? owner) == owner:
                ownerships[id] = (null, epoch);
                return new OwnershipAnswer("accepted", null, epoch);
            case Asked.Transfer when owner != asked.To:
                ownerships[id] = (asked.To, epoch + 1);
                return new OwnershipAnswer("accepted", asked.To, epoch + 1);
            case Asked.Transfer: return new OwnershipAnswer("ownerAlready");
            case Asked.FollowUp when owner == asked.Rep: return new OwnershipAnswer("accepted", owner, epoch);
            default: return new OwnershipAnswer("notOwner");
        }
    }
}
