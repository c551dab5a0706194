using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;

namespace Arbiter.Engine.Turns;

/// <summary>
/// A place in the cache for the state of one thing: what is known to be committed, and what it will be when everything decided so far has been.
/// Touched by the step under way only.
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

    /// <summary>Written by a turn of the batch that is still open.</summary>
    public bool Dirty { get; set; }

    /// <summary>
    /// The number of the turn that asked for what did not exist, as long as no other has asked; −1: another has. What it brings into being is let go once it is committed: in a flood of new customers
    /// nearly nobody comes back within the second that a cache could keep them for, and meanwhile they push out what is asked for again and again, and are moved by
    /// every garbage collection.
    /// </summary>
    public long OnlyAsker { get; set; } = -1;

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

    /// <summary>The open batch was taken: what it decided is now on its way to the store.</summary>
    public abstract void Freeze();

    /// <summary>The batch that was on its way is committed.</summary>
    public abstract void Commit();

    /// <summary>Forgets everything that is not committed.</summary>
    public abstract void Reset();

    /// <summary>Nothing is known to exist here, and nothing is under way.</summary>
    public abstract bool IsVacant { get; }
}

/// <summary>A slot for state of one type; null where the store has nothing.</summary>
abstract class Slot<T> : Slot where T : class
{
    T? inFlight;

    public T? Committed { get; set; }

    public T? Current { get; set; }

    public override bool IsVacant => Committed is null && Pins == 0;

    public override void Freeze()
    {
        inFlight = Current;
        Dirty = false;
    }

    // A slot that no open turn wrote can still differ from what was sent: by counted repeats, which are kept in memory only.
    public override void Commit()
    {
        // Said once for each write, so it must come to the same however often: what was sent is kept until the next sending.
        Committed = Dirty ? inFlight : Current;
    }

    public override void Reset()
    {
        Current = Committed;
        inFlight = null;
        Pins = 0;
        Dirty = false;
    }
}

/// <summary>A customer, with the versions of its two rows and the last event of its history.</summary>
sealed class CustomerSlot(CustomerId id) : Slot<Customer>
{
    public CustomerId Id => id;

    public long Version { get; set; }

    public long ConflictVersion { get; set; }

    public long LastSeq { get; set; }

    /// <summary>While a batch is built and sent: places in it of the last events that changed the rows or continued the history; −1: none.</summary>
    public int RowEvent { get; set; } = -1;

    public int ConflictEvent { get; set; } = -1;

    public int LastEvent { get; set; } = -1;
}

/// <summary>What a key points to. A class around the id, so that null means: to nothing. A marked one leads there no more.</summary>
sealed record KeyTarget(CustomerId Customer, Sharing Sharing = default);

sealed class KeySlot(CustomerKey key) : Slot<KeyTarget>
{
    public CustomerKey Key => key;
}

sealed class ClaimantSlot(ClaimantId id) : Slot<Claimant>
{
    public ClaimantId Id => id;

    public long Version { get; set; }

    public int RowEvent { get; set; } = -1;

    public Claimant State => Current ?? new Claimant(id);
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
