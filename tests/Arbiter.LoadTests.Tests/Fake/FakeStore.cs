namespace Arbiter.LoadTests.Tests.Fake;

public sealed record FakeEvent(long Seq, string Type, Guid Customer, DateTime At, string Actor, object Data);

/// <summary>First come, first served, in memory; and wrong on demand once in a while.</summary>
public sealed class FakeStore(Fault fault)
{
    const int FaultEvery = 20;

    readonly Dictionary<string, (Guid Customer, string Owner)> owners = [];
    readonly List<FakeEvent> events = [];
    long claims;

    public long Head
    {
        get
        {
            lock (owners)
                return events.Count == 0 ? 0 : events[^1].Seq;
        }
    }

    public object Claim(FakeClaim claim)
    {
        lock (owners)
        {
            var faulty = ++claims % FaultEvery == 0;
            var key = claim.Identifiers[0].Value;
            if (!owners.TryGetValue(key, out var known))
            {
                owners[key] = known = (Guid.CreateVersion7(), claim.Rep);
                return Grant(known.Customer, claim.Rep, faulty);
            }
            if (known.Owner == claim.Rep)
                return Ruling("alreadyYours", known.Customer, known.Owner);
            if (faulty && fault == Fault.GrantTwice)
                return Grant(known.Customer, claim.Rep, false);
            var named = faulty && fault == Fault.NameWrongOwner ? claim.Rep : known.Owner;
            Append("claimRefused", known.Customer, claim.Rep, new { rep = claim.Rep, verdict = "held" });
            return Ruling("held", known.Customer, named);
        }
    }

    public IReadOnlyList<FakeEvent> After(long seq, int limit)
    {
        lock (owners)
            return [.. events.Skip(IndexAfter(seq)).Take(limit)];
    }

    object Grant(Guid customer, string rep, bool faulty)
    {
        Append("claimGranted", customer, rep, new { rep, epoch = 1 });
        if (faulty && fault == Fault.LoseEvent)
            events[^1] = events[^1] with { Seq = events[^1].Seq + 1 };
        if (faulty && fault == Fault.RepeatEvent)
            events.Add(events[^1]);
        if (faulty && fault == Fault.GrantWithoutRuling)
            Append("claimGranted", Guid.CreateVersion7(), rep, new { rep, epoch = 1 });
        return Ruling("granted", customer, rep);
    }

    object Ruling(string verdict, Guid customer, string owner) => new
    {
        verdict,
        reasons = new[] { new { rule = "firstClaim" } },
        customer,
        owner,
        epoch = 1,
        seq = events.Count == 0 ? 0 : events[^1].Seq,
        at = DateTime.UtcNow,
        policyVersion = 1,
    };

    void Append(string type, Guid customer, string actor, object data) =>
        events.Add(new(events.Count == 0 ? 1 : events[^1].Seq + 1, type, customer, DateTime.UtcNow, actor, data));

    int IndexAfter(long seq)
    {
        // Positions are contiguous but for planted faults, so the place is near the position.
        var index = (int)Math.Min(seq, events.Count);
        while (index > 0 && events[index - 1].Seq > seq)
            index--;
        while (index < events.Count && events[index].Seq <= seq)
            index++;
        return index;
    }
}

public sealed record FakeClaim(string Rep, FakeIdentifier[] Identifiers);

public sealed record FakeIdentifier(string Kind, string Value);

public sealed record FakeBatch(FakeClaim[] Claims);
