using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;

namespace Arbiter.Simulation.Store;

/// <summary>
/// A database in memory with the journal's contract: a log, the rows beside it, and the fence between them. Every call happens at one instant; the delays,
/// the order and the failures come from whoever calls it.
/// </summary>
sealed partial class SimulatedStore(Mutant mutant)
{
    readonly Dictionary<CustomerId, (Customer State, long Version)> customers = [];
    readonly Dictionary<ConflictId, (Conflict State, long Version)> conflicts = [];
    readonly Dictionary<ClaimantId, (Claimant State, long Version)> claimants = [];
    readonly Dictionary<CustomerKey, CustomerId> keys = [];
    readonly Dictionary<CustomerKey, Sharing> sharings = [];
    readonly HashSet<CustomerKey> inAdvance = [];
    readonly Dictionary<RequestKey, (LoadedRequest Answer, DateTimeOffset ExpiresAt)> requests = [];
    readonly Dictionary<(Scope, int), Policy> policies = [];
    readonly Dictionary<TeamId, Team> teams = [];
    readonly Dictionary<RepId, Rep> reps = [];
    readonly Dictionary<string, AccessToken> tokens = [];
    readonly List<LogRecord> log = [];
    readonly List<CustomerId> known = [];

    /// <summary>Who brings what this store cannot keep: batches with events of theirs are refused.</summary>
    public HashSet<string> Unstorable { get; } = [];

    public LogHead Head { get; private set; } = LogHead.Empty;

    public IReadOnlyList<LogRecord> Log => log;

    /// <summary>Every customer there ever was, in order of coming into being.</summary>
    public IReadOnlyList<CustomerId> KnownCustomers => known;

    public IEnumerable<ClaimantId> KnownClaimants => claimants.Keys;

    /// <summary>Policies as kept: every version of every scope.</summary>
    public IReadOnlyDictionary<(Scope Scope, int Version), Policy> Policies => policies;

    public (LogHead Head, Reference Reference) Open() => (Head, LoadReference());

    public Reference LoadReference()
    {
        var byScope = Reference.Empty.Policies;
        foreach (var ((scope, version), policy) in policies)
        {
            if (!byScope.TryGetValue(scope, out var before) || before.Version < version) byScope = byScope.SetItem(scope, policy);
        }

        var roster = new RosterState(
            reps.ToImmutableDictionary(r => r.Key, r => r.Value), teams.ToImmutableDictionary(t => t.Key, t => t.Value));
        return new Reference(byScope, roster, tokens.ToImmutableDictionary(t => t.Key, t => t.Value))
        {
            SharedKeys = mutant == Mutant.ForgetsMarksInAdvance ? [] : [.. inAdvance],
        };
    }

    /// <summary>Every key that is bound at this moment.</summary>
    public IReadOnlyList<CustomerKey> ReadKeys() => [.. keys.Keys];

    public Loaded Load(LoadRequest request)
    {
        var loaded = new Loaded();
        foreach (var key in request.Keys)
        {
            if (!keys.TryGetValue(key, out var target)) continue;
            loaded.Keys.Add(key, target);
            if (sharings.TryGetValue(key, out var sharing) && mutant != Mutant.ForgetsSharedKeys) (loaded.Sharings ??= []).Add(key, sharing);
            Add(loaded, target);
        }

        foreach (var id in request.Customers) Add(loaded, id);
        foreach (var id in request.Claimants)
        {
            if (mutant != Mutant.NoQuotaFence && LoadClaimant(id) is { } claimant) loaded.Claimants[id] = claimant;
        }

        foreach (var key in request.Requests)
        {
            if (requests.TryGetValue(key, out var row)) loaded.Requests[key] = row.Answer;
        }

        return loaded;
    }

    void Add(Loaded loaded, CustomerId id)
    {
        if (LoadCustomer(id) is not { } row) return;
        if (mutant == Mutant.ExpiresEarly && row.State.Ownership is { ProtectedUntil: { } until } ownership)
            row = row with { State = row.State with { Ownership = ownership with { ProtectedUntil = until.AddMilliseconds(-1) } } };
        if (mutant == Mutant.ForgetsInstants) row = row with { State = row.State with { LastAt = DateTimeOffset.UnixEpoch } };
        if (mutant == Mutant.ForgetsMerges) row = row with { State = row.State with { Ties = row.State.Ties with { Merger = null } } };
        if (mutant == Mutant.ForgetsMergedOwners && row.State.Ties.Merger is { } merger)
            row = row with { State = row.State with { Ties = row.State.Ties with { Merger = merger with { Held = null, IntoHeld = null } } } };
        if (mutant == Mutant.ForgetsMergedCoolDowns && row.State.Ties.Merger is { } merged)
            row = row with { State = row.State with { Ties = row.State.Ties with { Merger = merged with { IntoFormerOwners = [] } } } };
        loaded.Customers[id] = row;
    }

    /// <summary>The customer with the conflict of its current epoch, as the contract wants it.</summary>
    public LoadedCustomer? LoadCustomer(CustomerId id)
    {
        if (!customers.TryGetValue(id, out var row)) return null;
        if (!conflicts.TryGetValue(new ConflictId(id, row.State.Epoch), out var conflict)) return new LoadedCustomer(row.State, row.Version, 0);
        var last = conflict.State.LastAt > row.State.LastAt ? conflict.State.LastAt : row.State.LastAt;
        return new LoadedCustomer(row.State with { Conflict = conflict.State, LastAt = last }, row.Version, conflict.Version);
    }

    public LoadedClaimant? LoadClaimant(ClaimantId id)
    {
        if (!claimants.TryGetValue(id, out var row)) return null;
        var state = mutant == Mutant.MiscountsHoldings ? row.State with { Holdings = row.State.Holdings - 1 } : row.State;
        return new LoadedClaimant(state, row.Version);
    }

    public Conflict? FindConflict(ConflictId id) => conflicts.TryGetValue(id, out var row) ? row.State : null;

    public IReadOnlyCollection<CustomerKey> KnownKeys => keys.Keys;

    /// <summary>Keys of customers that were marked as shared.</summary>
    public IReadOnlyList<CustomerKey> SharedKeys => [.. sharings.Where(s => s.Value.Marked).Select(s => s.Key)];

    /// <summary>Keys that were marked and that nobody has.</summary>
    public IReadOnlyCollection<CustomerKey> SharedInAdvance => inAdvance;

    public LoadedRequest? FindRequest(RequestKey key) => requests.TryGetValue(key, out var row) ? row.Answer : null;

    public IReadOnlyList<LogRecord> Read(long after, int limit) => log.GetRange((int)after, (int)Math.Min(limit, log.Count - after));

    /// <summary>The same as it is shown to another process: with the keys that each record bound, where the store tells them.</summary>
    public IReadOnlyList<LogRecord> Tail(long after, int limit, bool tellsKeys)
    {
        var bound = Bindings.Where(b => b.Seq > after).ToLookup(b => b.Seq, b => b.Key);
        return [.. Read(after, limit).Select(r => r with { Bound = tellsKeys ? [.. bound[r.Seq]] : null })];
    }

    public IReadOnlyList<CustomerId> Due(DateTimeOffset now, int limit) =>
    [
        .. known.Where(id => customers[id].State.DueAt <= now).OrderBy(id => customers[id].State.DueAt).Take(limit),
    ];

    /// <summary>The instants at which somebody's protection is going to end.</summary>
    public IReadOnlyList<DateTimeOffset> DueInstants =>
        [.. known.Select(id => customers[id].State.DueAt).Where(due => due is not null).Select(due => due!.Value)];

    public int Forget(DateTimeOffset now, int limit)
    {
        var expired = requests.Where(r => r.Value.ExpiresAt <= now).Select(r => r.Key).Take(limit).ToList();
        foreach (var key in expired) requests.Remove(key);
        return expired.Count;
    }
}
