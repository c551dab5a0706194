using Arbiter.Domain;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Turns;

/// <summary>Loading and committing: what the driver does for the core, and how each may end.</summary>
sealed partial class TurnCore
{
    LoadRequest? loading;
    List<LogRecord>? recordsWhileLoading;

    /// <summary>What is committed and still to be told.</summary>
    (Flight Flight, Appended Appended)? told;

    /// <summary>What to load next, or null. At most one load is under way.</summary>
    public LoadRequest? TakeLoad()
    {
        // What the backlog needs goes with this load: when nothing else happens, nobody asks for another.
        if (!BatchUnderWay) DecideBacklog();
        if (loading is not null || !cache.WantsLoad) return null;
        recordsWhileLoading = [];
        return loading = cache.TakeWanted();
    }

    /// <summary>The driver begins to read all keys of the store; see <see cref="KeyFilter"/>.</summary>
    public void BeginLearningKeys() => cache.KeyFilter.BeginLearning();

    public void LearnKeys(IReadOnlyList<CustomerKey> some)
    {
        foreach (var key in some) cache.KeyFilter.Add(key);
    }

    /// <summary>The driver has read them all.</summary>
    public void LearnedKeys() => cache.KeyFilter.Learned();

    /// <summary>What was learned is not complete and will not be.</summary>
    public void ForgetKeys() => cache.KeyFilter.Forget();

    /// <summary>Records of other processes taken in so far.</summary>
    public long ForeignRecords { get; private set; }

    /// <summary>Every key is loaded, because which are there is not known and nobody is finding out.</summary>
    public bool IsIgnorantOfKeys => cache.KeyFilter.IsIgnorant;

    public void Loaded(Loaded loaded)
    {
        var request = loading!;
        loading = null;
        var ready = cache.Fill(request, loaded);
        // What was committed while the load was under way may be missing from it.
        foreach (var record in recordsWhileLoading!) ApplyRecord(record);
        recordsWhileLoading = null;
        foreach (var turn in ready)
        {
            if (!waiting.Remove(turn)) continue;
            if (open.Count >= limits.OpenTurns) backlog.Enqueue(turn);
            else Decide(turn);
        }
    }

    public bool LoadUnderWay => loading is not null;

    /// <summary>True from <see cref="TakeBatch"/> until its end was told. Deciding a batch again can leave it without a turn, and it is still under way.</summary>
    public bool BatchUnderWay => flights.Count > 0;

    /// <summary>False once its end was told, or its turns are being decided again.</summary>
    public bool IsUnderWay(Batch batch) => flights.Any(f => f.Batch == batch);

    /// <summary>The next batch to commit, or null when there is nothing to commit or one is under way.</summary>
    public Batch? TakeBatch()
    {
        if (BatchUnderWay) return null;
        while (true)
        {
            DecideBacklog();
            if (open.Count == 0) return null;
            var batch = Send();
            if (!batch.IsEmpty || shared) return batch;

            // Nothing to write, and nobody else writes: these turns only waited for a commit that is over. There may be more of them in the backlog.
            Committed(new Appended(head, []));
        }
    }

    /// <summary>
    /// A batch to send behind the one that is under way, before that one's end is known, or null. It expects the head that the one before it leaves behind, so it
    /// can only be written after that one was; and when that one is decided again, so are this one's turns.
    /// </summary>
    public Batch? TakeNext() =>
        flights.Count == 1 && flights.Peek().CanBeFollowed && open.Any(turn => turn.Writes) ? Send() : null;

    void DecideBacklog()
    {
        while (open.Count < limits.OpenTurns && backlog.TryDequeue(out var turn)) Decide(turn);
    }

    Batch Send()
    {
        var flight = Builder.Build(open, flights.TryPeek(out var before) ? before.HeadAfter : head, Now);
        open = new List<Turn>(open.Count);
        flights.Enqueue(flight);
        return flight.Batch;
    }

    /// <summary>The oldest batch under way is committed.</summary>
    public void Committed(Appended appended)
    {
        var flight = flights.Dequeue();
        foreach (var (slot, versions) in flight.Customers) slot.Commit(versions);
        foreach (var (slot, version) in flight.Claimants) slot.Commit(version);
        head = appended.Head;
        foreach (var turn in flight.Turns)
        {
            foreach (var slot in turn.Written) slot.Pins--;
            foreach (var key in turn.Decision!.Bind) cache.KeyFilter.Add(key);
        }

        foreach (var turn in flight.Turns)
        {
            foreach (var slot in turn.Written) slot.Commit(flight);
        }

        KeepEvents(flight, appended.Records);
        recordsWhileLoading?.AddRange(appended.Records);
        Deliver();
        told = (flight, appended);
    }

    /// <summary>
    /// Tells subscribers and askers what was committed last. Apart from <see cref="Committed"/>, so that the driver can send the next batch on its way first: the store
    /// works while people are told.
    /// </summary>
    public void Deliver()
    {
        if (told is not var (flight, appended)) return;
        told = null;
        var before = appended.Head.Seq - appended.Records.Count;
        // Subscribers first: whoever has an answer finds its event in the feed.
        if (appended.Records.Count > 0) OnRecords(appended.Records);
        foreach (var turn in flight.Turns)
        {
            Answer(turn, before + 1 + turn.LastEvent);
            if (shared) cache.DropVacant(turn);
        }
    }

    /// <summary>Whoever folds the feed in this process is spared reading the events back from their text.</summary>
    static void KeepEvents(Flight flight, IReadOnlyList<LogRecord> records)
    {
        var place = 0;
        foreach (var turn in flight.Turns)
        {
            foreach (var happened in turn.Decision!.Events) records[place++].Event = happened;
        }
    }

    /// <summary>
    /// Others wrote before the oldest batch under way could. Takes in what they wrote, decides everything again on top of it, and returns the batch to write instead.
    /// One that was sent behind it will not be written any more, as the head that it expects can never be.
    /// </summary>
    public Batch Rebase(IReadOnlyList<LogRecord> tail, Reference? reference)
    {
        var before = flights.Dequeue().Turns;
        var after = TakeUnderWay();
        Forget(before);
        Forget(after);
        TakeIn(tail, reference);
        foreach (var turn in before) Decide(turn);
        var batch = Send();
        foreach (var turn in after) Decide(turn);
        return batch;
    }

    /// <summary>Others wrote while nothing of ours was under way.</summary>
    public void Tail(IReadOnlyList<LogRecord> tail, Reference? reference)
    {
        var undecided = TakeUnderWay();
        Forget(undecided);
        TakeIn(tail, reference);
        foreach (var turn in undecided) Decide(turn);
    }

    /// <summary>A row was not as the oldest batch under way expects, and nothing was written: what these turns looked at is loaded and decided again.</summary>
    public void Fenced()
    {
        var again = TakeUnderWay();
        Forget(again);
        foreach (var turn in again) cache.Drop(turn);
        foreach (var turn in again)
        {
            if (++turn.Attempts < limits.Attempts) Decide(turn);
            else Fail(turn, new UnavailableException("Too many others changed the same customers.", TimeSpan.FromMilliseconds(100)));
        }
    }

    /// <summary>The turns that are decided and not committed, in order. They are neither on their way nor open any more.</summary>
    List<Turn> TakeUnderWay()
    {
        List<Turn> all = [.. flights.SelectMany(f => f.Turns), .. open];
        flights.Clear();
        open.Clear();
        return all;
    }

    /// <summary>The store is lost. Nobody knows what became of the batch under way; everything known is forgotten, everybody told.</summary>
    public void Lost(Func<Exception> why)
    {
        Deliver();
        List<Turn> all = [.. TakeUnderWay(), .. waiting, .. backlog];
        waiting.Clear();
        backlog.Clear();
        cache.Clear();
        repeats.Clear();
        cache.Reference.Reset();
        loading = null;
        recordsWhileLoading = null;
        foreach (var turn in all) Fail(turn, why());
    }

    void Fail(Turn turn, Exception why)
    {
        turn.End(why);
        OnEnded(turn);
    }

    static void Forget(List<Turn> turns)
    {
        foreach (var turn in turns)
        {
            foreach (var slot in turn.Written) slot.Reset();
        }
    }

    void TakeIn(IReadOnlyList<LogRecord> tail, Reference? reference)
    {
        Deliver();
        if (reference is not null)
        {
            cache.Reference.Committed = cache.Reference.Current = reference;
        }

        foreach (var record in tail) ApplyRecord(record);
        recordsWhileLoading?.AddRange(tail);
        if (tail.Count == 0) return;
        cache.KeyFilter.Forget();
        ForeignRecords += tail.Count;
        head = new LogHead(tail[^1].Seq, tail[^1].Hash);
        OnRecords(tail);
    }

    /// <summary>Brings cached state up to a record that is not in it yet.</summary>
    void ApplyRecord(LogRecord record)
    {
        if (EventReader.ConcernsReference(record)) return;
        var happened = EventReader.Read(record);
        if (happened is Domain.Events.KeyMarked) cache.DropKeys();
        if (happened is Domain.Events.CustomerEvent onCustomer && cache.CustomerOrNull(onCustomer.Customer) is { Known: true } slot
            && record.Seq > slot.Versions.Last) ApplyToCommitted(slot, onCustomer, record.Seq);
        // Being turned away is remembered by the process that did it: it spends nothing and is in no row.
        var (first, second) = Rows.ChangesClaimants(happened);
        if (first is { } a) ApplyToCommitted(cache.ClaimantOrNull(a), happened, record.Seq);
        if (second is { } b) ApplyToCommitted(cache.ClaimantOrNull(b), happened, record.Seq);
    }

    static void ApplyToCommitted(CustomerSlot slot, Domain.Events.CustomerEvent happened, long seq)
    {
        var before = slot.Committed?.Conflict;
        slot.Committed = slot.Current = Domain.Customers.CustomerEvolver.Evolve(slot.Committed, happened);
        var versions = slot.Versions with { Last = seq };
        if (Rows.ChangesCustomer(happened)) versions = versions with { Row = seq };
        if (!ReferenceEquals(before, slot.Committed.Conflict)) versions = versions with { Conflict = seq };
        slot.Stands(versions);
    }

    static void ApplyToCommitted(ClaimantSlot? slot, Domain.Events.DomainEvent happened, long seq)
    {
        if (slot is not { Known: true } || seq <= slot.Version) return;
        slot.Committed = slot.Current = Domain.Quotas.ClaimantEvolver.Evolve(slot.Committed ?? new Domain.Quotas.Claimant(slot.Id), happened);
        slot.Stands(seq);
    }
}
