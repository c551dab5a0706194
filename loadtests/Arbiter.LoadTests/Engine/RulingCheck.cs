using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.LoadTests.Claims;

namespace Arbiter.LoadTests.Engine;

/// <summary>Looks at every answer while it comes, from any caller: an engine that rules wrongly must not look fast.</summary>
abstract class RulingCheck
{
    readonly Lock gate = new();
    readonly Dictionary<string, string> violations = [];

    public void Take(PlannedClaim planned, Executed executed)
    {
        if (executed.Outcome is Ruling ruling)
            Take(new RepId(Reps.Id(planned.Rep)), ruling);
        else
            Violates("a claim gets a ruling", executed.Outcome.GetType().Name);
    }

    /// <summary>What was broken, with the first example of each rule; to be asked when no answers come any more.</summary>
    public virtual IReadOnlyList<string> Violations() => [.. violations.Select(entry => $"{entry.Key} ({entry.Value})")];

    protected abstract void Take(RepId rep, Ruling ruling);

    protected void Violates(string rule, string example)
    {
        lock (gate)
            violations.TryAdd(rule, example);
    }
}

/// <summary>A customer whom nobody claimed before is granted to who asks.</summary>
sealed class FirstClaimCheck : RulingCheck
{
    protected override void Take(RepId rep, Ruling ruling)
    {
        if (ruling.Verdict != Verdict.Granted || ruling.Owner != rep)
            Violates("a first claim is granted", $"{ruling.Verdict} at {ruling.At:O}");
    }
}

/// <summary>A customer whom all want is granted once, and every other answer names that owner of that customer.</summary>
sealed class HotCheck : RulingCheck
{
    sealed record Ownership(CustomerId? Customer, RepId? Owner);

    Ownership? owned;
    long grants;

    public override IReadOnlyList<string> Violations()
    {
        if (grants != 1)
            Violates("a customer is granted once", $"{grants} grants");
        return base.Violations();
    }

    protected override void Take(RepId rep, Ruling ruling)
    {
        if (ruling.Verdict == Verdict.Granted)
            Interlocked.Increment(ref grants);
        var right = ruling.Verdict switch
        {
            Verdict.Granted or Verdict.AlreadyYours => ruling.Owner == rep,
            Verdict.Held => ruling.Owner != rep,
            _ => false,
        };
        var known = Interlocked.CompareExchange(ref owned, null, null) ?? Remember(new(ruling.Customer, ruling.Owner));
        if (!right || known.Customer != ruling.Customer || known.Owner != ruling.Owner)
            Violates("every answer names the one owner", $"{ruling.Verdict} at {ruling.At:O}");
    }

    Ownership Remember(Ownership seen) => Interlocked.CompareExchange(ref owned, seen, null) ?? seen;
}
