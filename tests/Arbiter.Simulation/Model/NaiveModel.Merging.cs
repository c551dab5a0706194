using System.Collections.Immutable;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Merging;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;
using Arbiter.Simulation.Checks;

namespace Arbiter.Simulation.Model;

/// <summary>What merges may be: remembers how both customers were before, whole, and asks for that back.</summary>
sealed partial class NaiveModel
{
    readonly Dictionary<CustomerId, HashSet<CustomerId>> together = [];
    CustomersMerged? merging;
    CustomerUnmerged? parting;

    /// <summary>Who left both customers of the parting under way since they were merged.</summary>
    ImmutableDictionary<RepId, DateTimeOffset> left = ImmutableDictionary<RepId, DateTimeOffset>.Empty;

    /// <summary>The customer of this id or the one that it was merged into, as of a position.</summary>
    public CustomerId Survivor(CustomerId id, long seq)
    {
        while (Customer(id, seq)?.MergedInto is { } into) id = into;
        return id;
    }

    /// <summary>The customer and all that were ever merged with it, directly or not.</summary>
    public IReadOnlySet<CustomerId> EverTogether(CustomerId id) => together.TryGetValue(id, out var others) ? others : new HashSet<CustomerId> { id };

    ModelCustomer Merged(LogRecord record, ModelCustomer before, CustomersMerged e)
    {
        Must(merging is null && e.Into != e.Merged, Promise.OneOwner, record, "is no merge of two");
        var into = customers.GetValueOrDefault(e.Into)?.LatestOrNone
            ?? throw new PromiseBrokenException(Promise.OneOwner, $"record {record.Seq} merges into nobody");
        Must(into.Scope == before.Scope && e.Scope == before.Scope, Promise.OneOwner, record, "merges into another scope");
        Must(before.MergedInto is null && into.MergedInto is null, Promise.OneOwner, record, "concerns a customer that is merged already");
        Must(!(before.Owner is not null && before.Until <= e.At) && !(into.Owner is not null && into.Until <= e.At), Promise.OnTheInstant, record, "carries on a protection that had ended");
        PolicyAt(record, e.Scope, e.PolicyVersion);
        Must(Is(e.MergedHeld, before) && Is(e.IntoHeld, into), Promise.OneOwner, record, "names other owners than there were");
        Must(Is(e.Held, Earliest(into, before)), Promise.OneOwner, record, "does not go to the earlier owner");
        Must(e.MergedEpoch == before.Epoch && e.Epoch == into.Epoch + (e.Held?.Rep == into.Owner ? 0 : 1), Promise.OneOwner, record, "has a wrong epoch");
        Must(into.Absorbed.Count < 16 && e.Height <= 8, Promise.Bounded, record, "merges too many");
        if (before.Owner is { } owner) ChangeHoldings(record, e.Scope, owner, -1);
        Join(e.Merged, e.Into);
        merging = e;
        return before with
        {
            Owner = null,
            Until = null,
            ClaimableFrom = null,
            Opportunity = Opportunity.None,
            ConflictOpen = false,
            MergedInto = e.Into,
            Parting = new Parting(e.At, e.Epoch, before, into),
            Proposed = [],
        };
    }

    ModelCustomer Absorbed(LogRecord record, ModelCustomer before, CustomersMerged e)
    {
        Must(merging is not null && Same(merging, e), Promise.AllOrNothing, record, "is not in the history of both");
        merging = null;
        var merged = customers[e.Merged].Latest;
        var claimable = merged.Parting!.Merged.ClaimableFrom is { } other && !(before.ClaimableFrom >= other) ? other : before.ClaimableFrom;
        Must(e.ClaimableFrom == (e.Held is null ? claimable : null), Promise.OnTheInstant, record, $"is free at {e.ClaimableFrom:O} instead of {claimable:O}");
        var changes = before.Owner != e.Held?.Rep;
        if (changes && before.Owner is { } loses) ChangeHoldings(record, e.Scope, loses, -1);
        if (changes && e.Held is { Rep: var gains }) ChangeHoldings(record, e.Scope, gains, 1);
        return Taken(before, e.Held, e.Epoch, claimable) with
        {
            CoolingUntil = Longer(before.CoolingUntil, merged.CoolingUntil),
            Absorbed = before.Absorbed.Add(e.Merged),
            Proposed = before.Proposed.Remove(e.Merged),
            Dismissed = before.Dismissed.Remove(e.Merged),
        };
    }

    /// <summary>The survivor's side comes first.</summary>
    ModelCustomer Parted(LogRecord record, ModelCustomer before, CustomerUnmerged e)
    {
        var merged = customers.GetValueOrDefault(e.Merged)?.LatestOrNone;
        Must(parting is null && merged?.MergedInto == e.Into && before.MergedInto is null, Promise.OneOwner, record, "parts what is not together");
        Must(before.Absorbed[^1] == e.Merged, Promise.OneOwner, record, "leaves out a later merge");
        Must(e.Owner == before.Owner && !(before.Owner is not null && before.Until <= e.At), Promise.OnTheInstant, record, "names a wrong owner of both");
        var was = merged!.Parting!;
        // The end of a customer's own clock: how long the merge may be undone is counted from the clock of whoever asks, never after the record.
        PolicyAt(record, e.Scope, e.PolicyVersion);
        var changedSince = before.Owner is null || before.Epoch != was.Epoch;
        var moved = was.Epoch != was.Into.Epoch;
        var own = moved ? changedSince ? null : before with { Since = was.Merged.Since } : Resumed(was.Merged, was, e.At);
        var theirs = changedSince ? before : moved ? Resumed(was.Into, was, e.At) : was.Into.Owner is null ? before : before with { Since = was.Into.Since };
        Must(Is(e.MergedHeld, own) && Is(e.IntoHeld, theirs), Promise.OneOwner, record, $"does not give back what was: {own} and {theirs}");
        var changes = before.Owner != theirs?.Owner;
        Must(e.MergedEpoch == merged.Epoch + (e.MergedHeld is null ? 0 : 1), Promise.OneOwner, record, "has a wrong epoch of the merged customer");
        Must(e.Epoch == before.Epoch + (changes && e.IntoHeld is not null ? 1 : 0), Promise.OneOwner, record, "has a wrong epoch");
        if (changes && before.Owner is { } loses) ChangeHoldings(record, e.Scope, loses, -1);
        if (changes && e.IntoHeld is { Rep: var gains }) ChangeHoldings(record, e.Scope, gains, 1);
        parting = e;
        var after = Taken(before, e.IntoHeld, e.Epoch, before.Owner is null ? before.ClaimableFrom : e.At) with { Absorbed = before.Absorbed.RemoveAt(before.Absorbed.Count - 1) };
        if (changes) after = after with { ConflictOpen = false };
        left = Since(before.CoolingUntil, was);
        return NotOne(after with { CoolingUntil = Longer(was.Into.CoolingUntil, left) }, e.Into, e.Merged);
    }

    ModelCustomer TakenOut(LogRecord record, ModelCustomer before, CustomerUnmerged e)
    {
        Must(parting is not null && Same(parting, e), Promise.AllOrNothing, record, "is not in the history of both");
        parting = null;
        if (e.MergedHeld is { Rep: var gains }) ChangeHoldings(record, e.Scope, gains, 1);
        var after = Taken(before, e.MergedHeld, e.MergedEpoch, e.At) with { MergedInto = null, Parting = null, CoolingUntil = Longer(before.CoolingUntil, left) };
        return NotOne(after, e.Merged, e.Into);
    }

    /// <summary>Who left both as one: their waits are not what either list was at the merge.</summary>
    static ImmutableDictionary<RepId, DateTimeOffset> Since(ImmutableDictionary<RepId, DateTimeOffset> now, Parting was)
    {
        var atMerge = Longer(was.Into.CoolingUntil, was.Merged.CoolingUntil);
        return now.Where(w => !(atMerge.TryGetValue(w.Key, out var then) && then == w.Value)).ToImmutableDictionary();
    }

    /// <summary>Everybody waits for the longer of two times.</summary>
    static ImmutableDictionary<RepId, DateTimeOffset> Longer(ImmutableDictionary<RepId, DateTimeOffset> one, ImmutableDictionary<RepId, DateTimeOffset> other) =>
        one.Concat(other).GroupBy(w => w.Key).ToImmutableDictionary(w => w.Key, w => w.Max(x => x.Value));

    /// <summary>Both records of a pair say the same; their text names no customer that they are of.</summary>
    static bool Same(CustomerEvent first, CustomerEvent second) => first.At == second.At && EventWriter.PayloadOf(first) == EventWriter.PayloadOf(second);

    ModelCustomer Marked(LogRecord record, ModelCustomer before, KeyMarked e) =>
        Said(record, before, e.At) with { Keys = before.Keys + (e.Shared ? -1 : 1) };

    static ModelCustomer Said(LogRecord record, ModelCustomer before, DateTimeOffset at)
    {
        Must(before.Owner is null || !(before.Until <= at), Promise.OnTheInstant, record, $"comes after the protection's end {before.Until:O}");
        return before;
    }

    ModelCustomer Proposed(LogRecord record, ModelCustomer before, MergeProposed e)
    {
        Must(e.Customer.CompareTo(e.With) < 0, Promise.OneOwner, record, "is kept at the wrong one of the two");
        if (e.Rep is { } rep)
        {
            MustOwn(record, before, rep, e.At);
            MustOwn(record, customers[e.With].Latest, rep, e.At);
        }
        else
        {
            Must(before.MergedInto is null && customers[e.With].Latest.MergedInto is null, Promise.OneOwner, record, "is about a customer that is one with another already");
            Must(before.Owner is null || !(before.Until <= e.At), Promise.OnTheInstant, record, $"comes after the protection's end {before.Until:O}");
        }

        Must(!before.Proposed.Contains(e.With) && !before.Dismissed.Contains(e.With), Promise.OneOwner, record, "was proposed before");
        Must(before.Proposed.Count < 16, Promise.Bounded, record, "is one too many");
        return before with { Proposed = before.Proposed.Add(e.With) };
    }

    ModelCustomer Dismissed(LogRecord record, ModelCustomer before, MergeDismissed e)
    {
        Must(before.Proposed.Contains(e.With), Promise.OneOwner, record, "was not proposed");
        return NotOne(before, e.Customer, e.With);
    }

    static ModelCustomer NotOne(ModelCustomer customer, CustomerId self, CustomerId other) => self.CompareTo(other) > 0
        ? customer
        : customer with
        {
            Proposed = customer.Proposed.Remove(other),
            Dismissed = [.. customer.Dismissed.Remove(other).TakeLast(15), other],
        };

    static ModelCustomer Taken(ModelCustomer before, Holding? held, int epoch, DateTimeOffset? claimable)
    {
        var changes = epoch != before.Epoch;
        return before with
        {
            Owner = held?.Rep,
            Since = held?.Since ?? before.Since,
            Until = held?.ProtectedUntil,
            Opportunity = held?.Opportunity ?? Opportunity.None,
            Epoch = epoch,
            ClaimableFrom = held is null ? claimable : null,
            ConflictOpen = !changes && before.ConflictOpen,
            Refused = changes ? ImmutableDictionary<RepId, (Domain.Claims.Verdict, DateTimeOffset)>.Empty : before.Refused,
        };
    }

    static ModelCustomer? Earliest(ModelCustomer into, ModelCustomer merged)
    {
        if (into.Owner is null || merged.Owner is null) return into.Owner is null ? merged : into;
        var first = merged.Since < into.Since ? merged : into;
        if (into.Owner != merged.Owner) return first;
        return first with
        {
            Until = into.Until is null || merged.Until is null ? null : into.Until > merged.Until ? into.Until : merged.Until,
            Opportunity = (Opportunity)Math.Max((int)into.Opportunity, (int)merged.Opportunity),
        };
    }

    /// <summary>An ownership that stood still from the merge on.</summary>
    static ModelCustomer Resumed(ModelCustomer before, Parting was, DateTimeOffset at) =>
        before.Until is { } until ? before with { Until = at.AddMilliseconds((until - was.At).TotalMilliseconds) } : before;

    static bool Is(Holding? held, ModelCustomer? customer) => held is null
        ? customer?.Owner is null
        : customer is not null && (held.Rep, held.Since, held.ProtectedUntil, held.Opportunity) == (customer.Owner, customer.Since, customer.Until, customer.Opportunity);

    void Join(CustomerId one, CustomerId other)
    {
        HashSet<CustomerId> all = [.. EverTogether(one), .. EverTogether(other)];
        foreach (var id in all) together[id] = all;
    }
}
