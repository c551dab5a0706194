using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;
using Arbiter.Simulation.Checks;
using Arbiter.Simulation.Store;

namespace Arbiter.Simulation.Model;

/// <summary>
/// The rules once more, written from their description and not from the product's code: takes the log record by record, says at each one whether it was
/// allowed, and remembers what was so at every position, so that answers can be held against the position they stand on.
/// </summary>
sealed partial class NaiveModel
{
    readonly Dictionary<CustomerId, History<ModelCustomer>> customers = [];
    readonly Dictionary<(Scope, RepId), History<ModelQuota>> quotas = [];
    readonly Dictionary<CustomerKey, History<CustomerId?>> keys = [];
    readonly Dictionary<Scope, History<Policy>> policies = [];
    readonly Dictionary<RepId, History<bool?>> reps = [];
    readonly Dictionary<CustomerId, long> lastOf = [];
    byte[] lastHash = new byte[32];
    long head;
    readonly Dictionary<CustomerKey, History<bool>> shared = [];
    readonly Dictionary<CustomerKey, History<int>> dismissed = [];
    int bindingsTaken;
    int marksTaken;
    int mentionsTaken;

    /// <summary>Refused attempts that the log counts, by customer and rep.</summary>
    public Dictionary<(CustomerId Customer, RepId Rep), int> Attempts { get; } = [];

    public ModelCustomer? Customer(CustomerId id, long seq) => customers.TryGetValue(id, out var history) ? history.At(seq) : null;

    public ModelQuota Quota(Scope scope, RepId rep, long seq) => quotas.TryGetValue((scope, rep), out var history) ? history.At(seq) : default;

    /// <summary>The customer that a key leads to, merges included.</summary>
    public CustomerId? Target(CustomerKey key, long seq) =>
        keys.TryGetValue(key, out var history) && history.At(seq) is { } bound ? Survivor(bound, seq) : null;

    /// <summary>Whether an admin said that the key is shared, so that it leads nowhere.</summary>
    public bool IsShared(CustomerKey key, long seq) => shared.TryGetValue(key, out var history) && history.At(seq);

    /// <summary>With how many others a key had been seen when somebody last said that it is not shared.</summary>
    public int DismissedAt(CustomerKey key, long seq) => dismissed.TryGetValue(key, out var history) ? history.At(seq) : 0;

    /// <summary>Whether a key that was seen with so many others is proposed to be marked.</summary>
    public bool IsProposed(CustomerKey key, int others, long seq) =>
        !IsShared(key, seq) && others > DismissedAt(key, seq) && others >= (Policy(key.Scope, seq)?.Identity.SharedKeyCustomers ?? 3);

    /// <summary>Null: not in the roster.</summary>
    public bool? IsActive(RepId rep, long seq) => reps.TryGetValue(rep, out var history) ? history.At(seq) : null;

    public Policy? Policy(Scope scope, long seq) =>
        (policies.TryGetValue(scope, out var history) ? history.At(seq) : null) ?? (scope == Scope.Default ? Domain.Policies.Policy.DefaultFor(scope) : null);

    /// <summary>The keys that ever led to the customer.</summary>
    public IEnumerable<CustomerKey> KeysOf(CustomerId customer) =>
        keys.Where(k => k.Value.Latest is { } bound && EverTogether(customer).Contains(bound)).Select(k => k.Key);

    public void Take(IReadOnlyList<LogRecord> records, SimulatedStore store)
    {
        var bindings = store.Bindings;
        foreach (var record in records)
        {
            TakeIntoChain(record);
            var bound = 0;
            for (; bindingsTaken < bindings.Count && bindings[bindingsTaken].Seq <= record.Seq; bindingsTaken++, bound++) Bind(bindings[bindingsTaken]);
            var happened = EventReader.Parse(record);
            for (; marksTaken < store.Marks.Count && store.Marks[marksTaken].Seq <= record.Seq; marksTaken++) Say(record, happened, store.Marks[marksTaken].Mark.Key);
            var expected = happened switch { ClaimGranted e => e.Kinds.Length, IdentifiersBound e => e.Kinds.Length, _ => 0 };
            Must(bound == expected, Promise.AllOrNothing, record, $"binds {expected} keys, but {bound} were written");
            Apply(record, happened);
        }

        TakeMentions(records, store);
    }

    /// <summary>What an event says of a key, which only the store knows.</summary>
    void Say(LogRecord record, DomainEvent happened, CustomerKey key)
    {
        Must(Bound(key) == record.Customer, Promise.OneOwner, record, "is about a key of somebody else");
        switch (happened)
        {
            case KeyMarked e:
                Must(IsShared(key, record.Seq) != e.Shared && e.Kind == key.Kind, Promise.OneOwner, record, "marks a key that is so already");
                if (!e.Shared) At(dismissed, key).Set(record.Seq, Math.Max(DismissedAt(key, record.Seq), e.Others));
                At(shared, key).Set(record.Seq, e.Shared);
                break;
            case SharingDismissed e:
                Must(IsProposed(key, e.Others, record.Seq) && e.Kind == key.Kind, Promise.OneOwner, record, "dismisses what is not proposed");
                At(dismissed, key).Set(record.Seq, e.Others);
                break;
            case KeyMarkedInAdvance e:
                Must(IsShared(key, record.Seq) != e.Shared && (e.Kind, e.Scope) == (key.Kind, key.Scope), Promise.OneOwner, record, "marks a key that is so already");
                At(shared, key).Set(record.Seq, e.Shared);
                break;
            default:
                Must(false, Promise.OneOwner, record, "says nothing of a key, and yet one was marked");
                break;
        }
    }

    /// <summary>All of a batch's mentions: as many as its events say, of customers that its events are about.</summary>
    void TakeMentions(IReadOnlyList<LogRecord> records, SimulatedStore store)
    {
        var written = store.Mentions.Skip(mentionsTaken).Select(m => m.Mention).ToList();
        mentionsTaken = store.Mentions.Count;
        var told = 0;
        foreach (var record in records)
        {
            told += EventReader.Parse(record) switch { ClaimGranted e => e.Mentions.Length, IdentifiersBound e => e.Mentions.Length, KeyMarked { Shared: true } => 1, _ => 0 };
        }

        Promise.Keep(written.Count(m => !m.Elsewhere) == told, Promise.AllOrNothing, () => $"the batch up to {head} tells of {told} mentions, and {written.Count(m => !m.Elsewhere)} were written");
        foreach (var mention in written)
        {
            Promise.Keep(customers.ContainsKey(mention.Customer), Promise.AllOrNothing, () => $"a key is mentioned of {mention.Customer}, who is not there");
            Promise.Keep(
                !mention.Elsewhere || Bound(mention.Key) is { } bound && bound != mention.Customer, Promise.AllOrNothing, () => $"a key of {mention.Customer} is said to lead elsewhere");
        }
    }

    /// <summary>The customer whose key it is, as it was written, whatever became of customer or key.</summary>
    CustomerId? Bound(CustomerKey key) => keys.TryGetValue(key, out var history) ? history.LatestOrNone : null;

    void TakeIntoChain(LogRecord record)
    {
        Must(record.Seq == head + 1, Promise.Provable, record, $"does not follow {head}");
        Must(HashChain.Follows(lastHash, record), Promise.Provable, record, "is not chained to the record before it");
        if (record.Customer is { } customer)
        {
            Must(record.Prev == lastOf.GetValueOrDefault(customer), Promise.Provable, record, "does not name the customer's previous event");
            lastOf[customer] = record.Seq;
        }

        head = record.Seq;
        lastHash = record.Hash;
    }

    void Bind((long Seq, CustomerKey Key, CustomerId Customer) binding)
    {
        if (!keys.TryGetValue(binding.Key, out var history)) keys.Add(binding.Key, history = new History<CustomerId?>());
        Promise.Keep(history.IsEmpty, Promise.OneOwner, () => $"key {binding.Key} was bound at {binding.Seq} though it pointed to a customer already");
        history.Set(binding.Seq, binding.Customer);
    }

    void Apply(LogRecord record, DomainEvent happened)
    {
        switch (happened)
        {
            case PolicyChanged e:
                var before = Policy(e.Policy.Scope, record.Seq - 1)?.Version ?? 0;
                Must(e.Policy.Version == before + 1, Promise.OneOwner, record, $"policy {e.Policy.Version} follows {before}");
                At(policies, e.Policy.Scope).Set(record.Seq, e.Policy);
                break;
            case RepChanged e: At(reps, e.Rep).Set(record.Seq, e.Active); break;
            case CustomerEvent e: ApplyToCustomer(record, e); break;
            case LookedUp e: Spend(record, e); break;
            case ClaimTurnedAway e:
                var active = IsActive(e.Rep, record.Seq);
                Must(active is not null, Promise.OneOwner, record, "a rep whom nobody knows left a trace");
                Must((e.Verdict == Domain.Claims.Verdict.NotEligible) == (active == false), Promise.OneOwner, record, "eligible or not is wrong");
                if (active == true) Must(Exhausted(e.Scope, e.Rep, e.At, record.Seq) == e.Reason, Promise.Quotas, record, "was turned away for a wrong reason");
                break;
        }
    }

    void ApplyToCustomer(LogRecord record, CustomerEvent happened)
    {
        Must(merging is null || happened is CustomersMerged, Promise.AllOrNothing, record, "came between the two records of a merge");
        Must(parting is null || happened is CustomerUnmerged, Promise.AllOrNothing, record, "came between the two records of an unmerge");
        var history = At(customers, happened.Customer);
        var before = history.LatestOrNone;
        if (before is not null)
        {
            Must(happened.At >= before.LastAt, Promise.OnTheInstant, record, $"is dated {happened.At:O}, before the customer's last event at {before.LastAt:O}");
        }

        Must(before is not null || happened is ClaimGranted, Promise.OneOwner, record, "is about a customer nobody claimed");
        var after = happened switch
        {
            ClaimGranted e => Granted(record, before, e),
            ClaimRefused e => Refused(record, before!, e),
            IdentifiersBound e => Bound(record, before!, e),
            FollowUpRecorded e => FollowedUp(record, before!, e),
            OwnershipReleased e => Released(record, before!, e),
            OwnershipExpired e => Expired(record, before!, e),
            OwnershipTransferred e => Transferred(record, before!, e),
            RepeatsCounted e => Repeated(record, before!, e),
            CustomersMerged e when e.Customer == e.Merged => Merged(record, before!, e),
            CustomersMerged e => Absorbed(record, before!, e),
            CustomerUnmerged e when e.Customer == e.Merged => TakenOut(record, before!, e),
            CustomerUnmerged e => Parted(record, before!, e),
            KeyMarked e => Marked(record, before!, e),
            SharingDismissed e => Said(record, before!, e.At),
            MergeProposed e => Proposed(record, before!, e),
            MergeDismissed e => Dismissed(record, before!, e),
            _ => throw new InvalidOperationException(happened.GetType().Name),
        };
        history.Set(record.Seq, after with { LastAt = happened.At > after.LastAt ? happened.At : after.LastAt });
    }

    static History<T> At<TKey, T>(Dictionary<TKey, History<T>> from, TKey key) where TKey : notnull
    {
        if (!from.TryGetValue(key, out var history)) from.Add(key, history = new History<T>());
        return history;
    }

    static void Must(bool so, string promise, LogRecord record, string why) =>
        Promise.Keep(so, promise, () => $"record {record.Seq} ({record.Type}, {record.Actor}) {why}: {record.Payload} at {record.At:O}");
}
