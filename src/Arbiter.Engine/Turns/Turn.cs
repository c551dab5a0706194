using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;

namespace Arbiter.Engine.Turns;

/// <summary>
/// One command on its way: waiting for state, decided, or committed. It completes once, with the committed answer or with why there is none.
/// </summary>
sealed class Turn(Command command, Request? request)
{
    readonly TaskCompletionSource<Executed> asker = new();
    Executed executed;
    Exception? fault;
    bool holding;

    /// <summary>What the asker waits for.</summary>
    public Task<Executed> Task => asker.Task;

    public Command Command => command;

    public Request? Request => request;

    /// <summary>Ends it with its committed answer. The asker hears of it with <see cref="Tell"/>.</summary>
    public void End(Executed with) => executed = with;

    /// <summary>Ends it without an answer.</summary>
    public void End(Exception why) => fault = why;

    /// <summary>Goes on with whatever waits for the answer, on this thread.</summary>
    public void Tell()
    {
        if (fault is null) asker.TrySetResult(executed);
        else asker.TrySetException(fault);
    }

    /// <summary>When its asker came, as a timestamp of the driver's clock; 0: nobody asked, the engine made it itself.</summary>
    public long Arrived { get; init; }

    /// <summary>It was submitted and has not ended. This and its neighbours are <see cref="LiveTurns"/>' business.</summary>
    public bool IsLive { get; set; }

    public Turn? Before { get; set; }

    public Turn? After { get; set; }

    /// <summary>Order of arrival.</summary>
    public long Number { get; set; }

    /// <summary>Slots that are still being loaded for it.</summary>
    public int Waiting { get; set; }

    /// <summary>How often a fence threw it back.</summary>
    public int Attempts { get; set; }

    /// <summary>The id that a new customer gets, the same however often the command is decided.</summary>
    public CustomerId? NewCustomer { get; set; }

    public Decision? Decision { get; set; }

    /// <summary>The slots that the decision looked at.</summary>
    public List<Slot> Read { get; } = new(4);

    /// <summary>The slots that it changed; each is pinned once.</summary>
    public List<Slot> Written { get; } = new(4);

    /// <summary>The conflicts that it opened, continued or closed, each with the place in its events; null without any.</summary>
    public List<(CustomerSlot Slot, Conflict Conflict, int Place)>? Conflicts { get; private set; }

    public void AddConflict(CustomerSlot slot, Conflict conflict, int place) => (Conflicts ??= []).Add((slot, conflict, place));

    /// <summary>The answer it shares with other turns of the same request.</summary>
    public Answer? Answer { get; set; }

    /// <summary>The answer was given before, to the same request.</summary>
    public bool Replayed { get; set; }

    /// <summary>Place in its batch of the last event at or before this turn; −1: none.</summary>
    public int LastEvent { get; set; } = -1;

    /// <summary>
    /// A slot that it needs and that is there. It stays in the cache until the turn is decided: else turns that wait for different things could go on pushing each
    /// other's out for ever.
    /// </summary>
    public void Found(Slot slot)
    {
        Read.Add(slot);
        slot.Holds++;
        holding = true;
    }

    public void LetGo()
    {
        if (!holding) return;
        holding = false;
        foreach (var slot in Read) slot.Holds--;
    }

    public bool Writes => Decision is { Events.IsEmpty: false } || (Answer is not null && !Replayed);

    /// <summary>Makes the turn as it was before it was decided. Its id for a new customer stays.</summary>
    public void Forget()
    {
        LetGo();
        Decision = null;
        Answer = null;
        Replayed = false;
        Read.Clear();
        Written.Clear();
        Conflicts = null;
        LastEvent = -1;
    }
}
