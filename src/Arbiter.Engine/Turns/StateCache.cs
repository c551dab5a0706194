using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Turns;

/// <summary>
/// How much state is kept in memory, in entries. Enough for what is being asked for right now: what lives longer is moved and marked by every garbage collection, and
/// a load, shared by all that wait, costs less.
/// </summary>
public sealed record CacheLimits(int Customers = 20_000, int Keys = 40_000, int Claimants = 50_000, int Requests = 20_000);

/// <summary>
/// Finds the slots that a turn needs. A slot that is not in the cache goes on the list of what to load next, and the turn waits for it; all turns of a
/// moment share one load.
/// </summary>
sealed class StateCache(CacheLimits limits)
{
    readonly SlotCache<CustomerKey, KeySlot> keys = new(limits.Keys);
    readonly SlotCache<CustomerId, CustomerSlot> customers = new(limits.Customers);
    readonly SlotCache<ClaimantId, ClaimantSlot> claimants = new(limits.Claimants);
    readonly SlotCache<RequestKey, RequestSlot> requests = new(limits.Requests);
    LoadRequest wanted = new();

    public ReferenceSlot Reference { get; } = new() { Known = true };

    /// <summary>Which keys need not be asked for. A turn that was thrown back by a fence asks all the same.</summary>
    public KeyFilter KeyFilter { get; } = new();

    public int Count => keys.Count + customers.Count + claimants.Count + requests.Count;

    public bool WantsLoad => !wanted.IsEmpty;

    public KeySlot? Key(Turn turn, CustomerKey key)
    {
        var slot = keys.Find(key);
        if (slot is null)
        {
            keys.Add(key, slot = new KeySlot(key));
            if (turn.Attempts == 0 && !KeyFilter.MayContain(key)) slot.Known = true;
            else wanted.Keys.Add(key);
        }

        return Ready(turn, slot);
    }

    public CustomerSlot? Customer(Turn turn, CustomerId id)
    {
        var slot = customers.Find(id);
        if (slot is null)
        {
            customers.Add(id, slot = new CustomerSlot(id));
            wanted.Customers.Add(id);
        }

        return Ready(turn, slot);
    }

    public ClaimantSlot? Claimant(Turn turn, ClaimantId id)
    {
        var slot = claimants.Find(id);
        if (slot is null)
        {
            claimants.Add(id, slot = new ClaimantSlot(id));
            wanted.Claimants.Add(id);
        }

        return Ready(turn, slot);
    }

    public RequestSlot? Request(Turn turn, RequestKey key)
    {
        var slot = requests.Find(key);
        if (slot is null)
        {
            requests.Add(key, slot = new RequestSlot());
            wanted.Requests.Add(key);
        }

        return Ready(turn, slot);
    }

    /// <summary>A slot for a customer that is only now coming into being.</summary>
    public CustomerSlot NewCustomer(Turn turn, CustomerId id)
    {
        var slot = customers.Find(id);
        if (slot is null) customers.Add(id, slot = new CustomerSlot(id) { Known = true });
        turn.Read.Add(slot);
        return slot;
    }

    /// <summary>The slots already found for a turn whose decision is being applied.</summary>
    public CustomerSlot Customer(CustomerId id) => customers.Find(id) ?? throw new InvalidOperationException("A decision wrote what it had not read.");

    public ClaimantSlot Claimant(ClaimantId id) => claimants.Find(id) ?? throw new InvalidOperationException("A decision wrote what it had not read.");

    public KeySlot Key(CustomerKey key) => keys.Find(key) ?? throw new InvalidOperationException("A decision wrote what it had not read.");

    public CustomerSlot? CustomerOrNull(CustomerId id) => customers.Find(id);

    public ClaimantSlot? ClaimantOrNull(ClaimantId id) => claimants.Find(id);

    public LoadRequest TakeWanted()
    {
        var taken = wanted;
        wanted = new LoadRequest();
        return taken;
    }

    /// <summary>Puts what was loaded in its slots and returns the turns that waited for it, in order of arrival.</summary>
    public List<Turn> Fill(LoadRequest request, Loaded loaded)
    {
        // The customers that keys led to come first: they may have a slot already, and then that one is at least as new.
        var ready = new List<Turn>();
        foreach (var (id, customer) in loaded.Customers)
        {
            var slot = customers.Find(id);
            if (slot is null) customers.Add(id, slot = new CustomerSlot(id));
            if (slot.Known) continue;
            Fill(slot, customer);
            // At once: a slot that is known may be dropped, and whoever still waited for it would wait for ever.
            Wake(slot, ready);
        }

        foreach (var key in request.Keys)
            Fill(keys.Find(key), loaded.Keys.TryGetValue(key, out var target) ? new KeyTarget(target, loaded.Sharings?.GetValueOrDefault(key) ?? default) : null, ready);
        foreach (var id in request.Customers)
            Fill(customers.Find(id), customers.Find(id)?.Committed, ready);
        foreach (var id in request.Claimants)
        {
            if (claimants.Find(id) is not { } slot) continue;
            var known = loaded.Claimants.TryGetValue(id, out var claimant);
            if (!slot.Known) slot.Version = known ? claimant.Version : 0;
            Fill(slot, known ? claimant.State : null, ready);
        }

        foreach (var key in request.Requests)
        {
            Fill(requests.Find(key), loaded.Requests.TryGetValue(key, out var answered)
                ? new Answer(answered.Digest, OutcomeJson.Read(answered.Outcome)) { Seq = answered.Seq }
                : null, ready);
        }

        ready.Sort((a, b) => a.Number.CompareTo(b.Number));
        return ready;
    }

    /// <summary>Drops slots that say only that something does not exist: another process may bring it into being unseen.</summary>
    public void DropVacant(Turn turn)
    {
        foreach (var slot in turn.Read)
        {
            if (!slot.IsVacant) continue;
            if (slot is KeySlot key) keys.DropVacant(key.Key);
            else if (slot is CustomerSlot customer) customers.DropVacant(customer.Id);
        }

        if (turn.Request is { } request) requests.DropVacant(request.Key);
    }

    /// <summary>Somebody said something of a key; the log does not say which, and it happens rarely.</summary>
    public void DropKeys() => keys.DropAll();

    /// <summary>Drops everything a turn looked at, because the store says that some of it is not so.</summary>
    public void Drop(Turn turn)
    {
        foreach (var slot in turn.Read)
        {
            if (slot is CustomerSlot customer) customers.Drop(customer.Id);
            else if (slot is ClaimantSlot claimant) claimants.Drop(claimant.Id);
            else if (slot is KeySlot key) keys.Drop(key.Key);
        }

        if (turn.Request is { } request) requests.Drop(request.Key);
    }

    public void Clear()
    {
        keys.Clear();
        customers.Clear();
        claimants.Clear();
        requests.Clear();
        wanted = new LoadRequest();
        KeyFilter.Forget();
    }

    static TSlot? Ready<TSlot>(Turn turn, TSlot slot) where TSlot : Slot
    {
        if (slot.Known)
        {
            turn.Found(slot);
            return slot;
        }

        slot.Await(turn);
        return null;
    }

    static void Fill(CustomerSlot slot, LoadedCustomer loaded)
    {
        slot.Committed = slot.Current = loaded.State;
        slot.Version = loaded.Version;
        slot.ConflictVersion = loaded.ConflictVersion;
        slot.LastSeq = Math.Max(loaded.Version, loaded.ConflictVersion);
        slot.Known = true;
    }

    static void Fill<T>(Slot<T>? slot, T? state, List<Turn> ready) where T : class
    {
        if (slot is null) return;
        if (!slot.Known)
        {
            slot.Committed = slot.Current = state;
            slot.Known = true;
        }

        Wake(slot, ready);
    }

    static void Wake(Slot slot, List<Turn> ready)
    {
        if (slot.TakeWaiters() is not { } waiters) return;
        foreach (var turn in waiters)
        {
            if (--turn.Waiting == 0) ready.Add(turn);
        }
    }
}
