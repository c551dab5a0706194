using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Events;
using Arbiter.Domain.Quotas;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Turns;

/// <summary>Limits of the turns.</summary>
/// <param name="OpenTurns">Decided turns that one commit may carry; further ones wait undecided.</param>
/// <param name="Attempts">How often a turn is decided again because a fence threw it back.</param>
/// <param name="RememberFor">How long an answer is remembered for retries of its request.</param>
/// <param name="CountedRepeats">Customers with repeats that are counted but not written yet.</param>
public sealed record TurnLimits(int OpenTurns = 2048, int Attempts = 10, TimeSpan RememberFor = default, int CountedRepeats = 10_000)
{
    public static TurnLimits Default { get; } = new(RememberFor: TimeSpan.FromHours(48));
}

/// <summary>
/// Decides commands one after another, ahead of the commits that make them true. Holds no thread, clock, lock or connection: whoever drives it tells it
/// what happened and asks what to do next, so that a simulation can drive it through every order of events. Not safe for two threads at once.
/// </summary>
/// <remarks>
/// <code>
/// Submit ─► needs state? ─► waiting ─(TakeLoad/Loaded)─┐
///              │no                                     │
///              ▼                                       ▼
///           decided, in the open batch ─(TakeBatch)─► under way ─(Committed)─► answered
/// </code>
/// A turn covers any set of keys, customers and quotas at once, because turns are decided one at a time and only when everything they need is there: there is
/// nothing to lock and so nothing to deadlock. What is slow, loading and committing, happens outside of turns.
/// </remarks>
sealed partial class TurnCore(CacheLimits cacheLimits, TurnLimits limits, bool shared, int seed)
{
    readonly StateCache cache = new(cacheLimits);
    readonly Queue<Turn> backlog = new();
    readonly HashSet<Turn> waiting = [];
    readonly LiveTurns live = new();
    readonly RepeatLedger repeats = new(limits.CountedRepeats);
    BatchBuilder? builder;
    Deciding? deciding;
    List<Turn> open = [];
    List<Turn> underWay = [];
    LogHead head = LogHead.Empty;

    /// <summary>Another process said that the log ends there.</summary>
    bool headIsHearsay;

    long arrivals;

    /// <summary>Decided turns that the next commit may carry: fewer than usual while it is being found out which of them the store cannot keep.</summary>
    int room = limits.OpenTurns;

    BatchBuilder Builder => builder ??= new BatchBuilder(cache, limits.RememberFor, shared);

    Deciding Deciding => deciding ??= new Deciding(cache, new IdSource(seed));

    /// <summary>Set by the driver before each step: the instant at which turns are decided, in whole milliseconds.</summary>
    public DateTimeOffset Now { get; set; }

    public LogHead Head => head;

    /// <summary>Policies, roster and tokens as committed.</summary>
    public Reference Reference => cache.Reference.Committed ?? Reference.Empty;

    /// <summary>Takes the committed records, in order, each once.</summary>
    public Action<IReadOnlyList<LogRecord>> OnRecords { get; set; } = _ => { };

    /// <summary>Takes those of them that this process committed, for others.</summary>
    public ICommitListener? Listener { get; init; }

    /// <summary>Takes the turns that have ended; their askers are to be told.</summary>
    public Action<Turn> OnEnded { get; set; } = turn => turn.Tell();

    public bool IsIdle => live.IsEmpty;

    public int Cached => cache.Count;

    /// <summary>Turns that are decided and wait for the next batch.</summary>
    public int OpenTurns => open.Count;

    /// <summary>The store is there: begins at its head, knowing nothing but the reference.</summary>
    public void Open(LogHead at, Reference reference)
    {
        cache.Clear();
        repeats.Clear();
        cache.Reference.Committed = cache.Reference.Current = reference;
        cache.Reference.Reset();
        (head, headIsHearsay) = (at, false);
        room = limits.OpenTurns;
    }

    public void Submit(Turn turn)
    {
        turn.Number = arrivals++;
        live.Add(turn);
        TakeUp(turn);
    }

    /// <summary>Submits the writing of counted repeats whose window is over.</summary>
    public void WriteRepeats(TimeSpan window)
    {
        foreach (var customer in repeats.TakeOlderThan(Now - window)) Submit(new Turn(new WriteRepeats(customer), null));
    }

    void Decide(Turn turn)
    {
        turn.Forget();
        var remembered = turn.Request is { } request ? cache.Request(turn, request.Key) : null;
        if (remembered?.Current is { } answer)
        {
            turn.LetGo();
            AnswerAgain(turn, answer);
            return;
        }

        // Asked for even while the request is still being loaded: one load then brings both.
        var decision = turn.Command is var command && ReferenceDecider.Concerns(command)
            ? (turn.Waiting > 0 ? null : DecideReference(turn))
            : Deciding.TryDecide(turn, Now);
        if (turn.Waiting > 0)
        {
            waiting.Add(turn);
            return;
        }

        turn.LetGo();
        // Policies and roster went into nearly every decision: its answer must not leave before a change of them that it stands on.
        turn.Read.Add(cache.Reference);
        turn.Decision = decision!;
        Apply(turn, decision!);
        if (turn.Request is { } asked && asked.Stands(decision!.Outcome)) Remember(turn, asked, decision.Outcome);
        Queue(turn);
    }

    /// <summary>The request was decided before, or is being committed: the same answer, or word that the key was used for something else.</summary>
    void AnswerAgain(Turn turn, Answer answer)
    {
        var same = answer.Digest == turn.Request!.Value.Digest;
        turn.Decision = Decision.Nothing(same ? answer.Outcome : new Rejected(Rejection.RequestKeyReused));
        turn.Answer = same ? answer : null;
        turn.Replayed = true;
        Queue(turn);
    }

    void Remember(Turn turn, Request request, Outcome outcome)
    {
        var slot = cache.Request(request.Key);
        slot.Current = turn.Answer = new Answer(request.Digest, outcome);
        Wrote(turn, slot);
    }

    Decision DecideReference(Turn turn)
    {
        var slot = cache.Reference;
        var (decision, after) = ReferenceDecider.Decide(turn.Command, slot.Current!, Now);
        if (decision.Events.IsEmpty) return decision;
        slot.Current = after;
        Wrote(turn, slot);
        return decision;
    }

    void Apply(Turn turn, Decision decision)
    {
        for (var i = 0; i < decision.Events.Length; i++)
        {
            var happened = decision.Events[i];
            if (happened is CustomerEvent onCustomer) ApplyToCustomer(turn, onCustomer, i);
            var (first, second) = ClaimantEvolver.Touched(happened);
            if (first is { } a) ApplyToClaimant(turn, cache.Claimant(a), happened);
            if (second is { } b) ApplyToClaimant(turn, cache.Claimant(b), happened);
        }

        foreach (var key in decision.Bind)
        {
            var slot = cache.Key(key);
            slot.Current = new KeyTarget(decision.BindTo!.Value);
            Wrote(turn, slot);
        }

        if (decision.Mark is not { } mark) return;
        if (mark.Customer is not { } whose)
        {
            cache.Reference.Current = cache.Reference.Current!.Mark(mark);
            Wrote(turn, cache.Reference);
            return;
        }

        var marked = cache.Key(mark.Key);
        marked.Current = new KeyTarget(whose, mark.After);
        Wrote(turn, marked);
    }

    void ApplyToCustomer(Turn turn, CustomerEvent happened, int place)
    {
        var slot = cache.NewCustomer(turn, happened.Customer);
        var before = slot.Current;
        slot.Current = Domain.Customers.CustomerEvolver.Evolve(before, happened);
        if (slot.Current.Conflict is { } conflict && !ReferenceEquals(conflict, before?.Conflict)) turn.AddConflict(slot, conflict, place);
        Wrote(turn, slot);
    }

    static void ApplyToClaimant(Turn turn, ClaimantSlot slot, DomainEvent happened)
    {
        slot.Current = ClaimantEvolver.Evolve(slot.State, happened);
        Wrote(turn, slot);
    }

    /// <summary>
    /// Repeats are counted in memory: in what is committed too, because no batch will carry them. Counted with the answer and not with the decision, which may be
    /// made several times.
    /// </summary>
    void CountRepeat(Domain.Customers.CustomerId id, Domain.Roster.RepId rep)
    {
        if (cache.CustomerOrNull(id) is not { Committed: { } committed, Current: { } current } slot) return;
        slot.Committed = Counted(committed, rep);
        slot.Current = ReferenceEquals(committed, current) ? slot.Committed : Counted(current, rep);
        repeats.Note(id, Now);
    }

    static Domain.Customers.Customer Counted(Domain.Customers.Customer customer, Domain.Roster.RepId rep) =>
        customer.Conflict is { } conflict ? customer with { Conflict = conflict.WithRepeat(rep) } : customer;

    static void Wrote(Turn turn, Slot slot)
    {
        turn.Written.Add(slot);
        slot.Pins++;
        slot.Dirty = true;
    }

    /// <summary>A decided turn waits for its commit, unless it stands on committed state alone and nobody else can have changed that.</summary>
    void Queue(Turn turn)
    {
        if (shared || turn.Writes || !StandsOnCommitted(turn))
        {
            open.Add(turn);
            return;
        }

        // What it stands on may be committed and not yet told: nobody hears of a ruling before its event is in the feed, and its own asker.
        Deliver();
        Answer(turn, head.Seq);
    }

    static bool StandsOnCommitted(Turn turn)
    {
        foreach (var slot in turn.Read)
        {
            if (slot.Pins > 0) return false;
        }

        return true;
    }

    void Answer(Turn turn, long seq)
    {
        if (turn.Decision!.Repeat is { } repeat) CountRepeat(repeat.Customer, repeat.Rep);
        if (turn.Answer is { } answer)
        {
            if (!turn.Replayed) answer.Seq = seq;
            turn.End(new Executed(turn.Decision.Outcome, answer.Seq, turn.Replayed));
        }
        else
        {
            turn.End(new Executed(turn.Decision.Outcome, seq));
        }

        Ended(turn);
    }

    void Fail(Turn turn, Exception why)
    {
        turn.End(why);
        Ended(turn);
    }

    void Ended(Turn turn)
    {
        live.Remove(turn);
        OnEnded(turn);
    }
}
