using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;

namespace Arbiter.Engine.Turns;

/// <summary>
/// A place in the cache for the state of one thing: what is known to be committed, and what it will be when everything decided so far has been.
/// Touched by the turn loop only.
/// </summary>
abstract class Slot
{
    /// <summary>Turns that wait for this state to be loaded, in order of arrival.</summary>
    public List<Turn>? Waiters { get; private set; }

    /// <summary>False until the state came from the store, or was made by a turn.</summary>
    public bool Known { get; set; }

    /// <summary>Decided turns that wrote here and are not committed yet. Such a slot must stay in the cache.</summary>
    public int Pins { get; set; }

    /// <summary>Turns that found it and wait for something else. It must stay, too.</summary>
    public int Holds { get; set; }

    public void Await(Turn turn)
    {
        (Waiters ??= []).Add(turn);
        turn.Waiting++;
    }

    public List<Turn>? TakeWaiters()
    {
        var waiters = Waiters;
        Waiters = null;
        return waiters;
    }

    /// <summary>The open batch was taken: what it decided here is now on its way to the store. May be said once for each write.</summary>
    public abstract void Freeze(Flight flight);

    /// <summary>The oldest batch on its way is committed, and the pins of its turns are gone. May be said once for each write.</summary>
    public abstract void Commit(Flight flight);

    /// <summary>Forgets everything that is not committed.</summary>
    public abstract void Reset();

    /// <summary>Nothing is known to exist here, and nothing is under way.</summary>
    public abstract bool IsVacant { get; }
}

/// <summary>A slot for state of one type; null where the store has nothing.</summary>
abstract class Slot<T> : Slot where T : class
{
    /// <summary>What is on its way, in the order of sending.</summary>
    (Flight? By, T? State) first, second;

    public T? Committed { get; set; }

    public T? Current { get; set; }

    /// <summary>As it is when everything that is on its way has been committed.</summary>
    public T? Sent => second.By is not null ? second.State : first.By is not null ? first.State : Committed;

    public override bool IsVacant => Committed is null && Pins == 0;

    public override void Freeze(Flight flight)
    {
        if (first.By is null || first.By == flight) first = (flight, Current);
        else second = (flight, Current);
    }

    public override void Commit(Flight flight)
    {
        if (first.By != flight) return;
        // Where nothing else was written since, what was sent can still differ: by counted repeats, which are kept in memory only.
        Committed = Pins == 0 ? Current : first.State;
        (first, second) = (second, default);
    }

    public override void Reset()
    {
        Current = Committed;
        first = second = default;
        Pins = 0;
    }
}

/// <summary>The versions of a customer's two rows, and the last event of its history.</summary>
readonly record struct CustomerVersions(long Row, long Conflict, long Last);

/// <summary>A customer, with its versions.</summary>
sealed class CustomerSlot(CustomerId id) : Slot<Customer>
{
    public CustomerId Id => id;

    /// <summary>As committed.</summary>
    public CustomerVersions Versions { get; private set; }

    /// <summary>As they are when everything that is on its way has been committed.</summary>
    public CustomerVersions SentVersions { get; set; }

    /// <summary>While a batch is built: places in it of the last events that changed the rows or continued the history; −1: none.</summary>
    public int RowEvent { get; set; } = -1;

    public int ConflictEvent { get; set; } = -1;

    public int LastEvent { get; set; } = -1;

    /// <summary>The store has it like this, and nothing of it is on its way.</summary>
    public void Stands(CustomerVersions versions) => Versions = SentVersions = versions;

    public void Commit(CustomerVersions versions) => Versions = versions;

    public override void Reset()
    {
        base.Reset();
        SentVersions = Versions;
    }
}

/// <summary>What a key points to. A class around the id, so that null means: to nothing. <paramref name="Shared"/>: it was marked and leads there no more.</summary>
sealed record KeyTarget(CustomerId Customer, bool Shared = false);

sealed class KeySlot(CustomerKey key) : Slot<KeyTarget>
{
    public CustomerKey Key => key;
}

sealed class ClaimantSlot(ClaimantId id) : Slot<Claimant>
{
    public ClaimantId Id => id;

    /// <summary>As committed.</summary>
    public long Version { get; private set; }

    /// <summary>As it is when everything that is on its way has been committed.</summary>
    public long SentVersion { get; set; }

    /// <summary>While a batch is built: the place in it of the last event that changed the row; −1: none.</summary>
    public int RowEvent { get; set; } = -1;

    public Claimant State => Current ?? new Claimant(id);

    /// <summary>The store has it like this, and nothing of it is on its way.</summary>
    public void Stands(long version) => Version = SentVersion = version;

    public void Commit(long version) => Version = version;

    public override void Reset()
    {
        base.Reset();
        SentVersion = Version;
    }
}

/// <summary>An answer that a request got. Its position is known once it is committed.</summary>
sealed class Answer(UInt128 digest, Domain.Claims.Outcome outcome)
{
    public UInt128 Digest => digest;

    public Domain.Claims.Outcome Outcome => outcome;

    public long Seq { get; set; }
}

sealed class RequestSlot : Slot<Answer>;

/// <summary>Policies, roster and tokens: always known, written by their own commands.</summary>
sealed class ReferenceSlot : Slot<Domain.Reference>
{
    public override bool IsVacant => false;
}
