using Arbiter.Domain;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Turns;

/// <summary>Loading and committing: what the driver does for the core, and how each may end.</summary>
sealed partial class TurnCore
{
    LoadRequest? loading;
    List<LogRecord>? recordsWhileLoading;
    readonly List<CustomerKey> keysWhileLoading = [];
    bool appending;

    /// <summary>What is committed and still to be told, and the turns that it answers.</summary>
    (LogHead Before, Appended Appended)? news;
    List<Turn> told = [];

    /// <summary>What to load next, or null. At most one load is under way.</summary>
    public LoadRequest? TakeLoad()
    {
        // What the backlog needs goes with this load: when nothing else happens, nobody asks for another.
        if (!appending) DecideBacklog();
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

    /// <summary>Which keys there are, as far as is known here.</summary>
    public KnownKeys KnownKeys => cache.KeyFilter.Know();

    /// <summary>Records of other processes taken in so far that bound keys without saying which.</summary>
    public long UntoldKeys { get; private set; }

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
        foreach (var key in keysWhileLoading) cache.BoundByOthers(key);
        keysWhileLoading.Clear();
        // They came before whoever waits undecided.
        TakeUp(ready.FindAll(waiting.Remove));
    }

    public bool LoadUnderWay => loading is not null;

    /// <summary>True from <see cref="TakeBatch"/> until its end was told. Deciding a batch again can leave it without a turn, and it is still under way.</summary>
    public bool BatchUnderWay => appending;

    /// <summary>Arrival of the oldest command in the batch under way; 0: none of them was asked for.</summary>
    public long OldestUnderWay
    {
        get
        {
            var oldest = long.MaxValue;
            foreach (var turn in underWay)
            {
                if (turn.Arrived > 0 && turn.Arrived < oldest) oldest = turn.Arrived;
            }

            return oldest == long.MaxValue ? 0 : oldest;
        }
    }

    /// <summary>The next batch to commit, or null when there is nothing to commit or one is under way.</summary>
    /// <param name="draft">It will be decided again in all likelihood: a draft will do.</param>
    public Batch? TakeBatch(bool draft = false)
    {
        if (appending) return null;
        while (true)
        {
            DecideBacklog();
            if (open.Count == 0) return null;
            var batch = draft && shared && open.Exists(turn => turn.Writes) ? Draft() : Freeze();
            if (!batch.IsEmpty || shared)
            {
                appending = true;
                return batch;
            }

            // Nothing to write, and nobody else writes: these turns only waited for a commit that is over. There may be more of them in the backlog.
            Committed(new Appended(head, []));
        }
    }

    /// <summary>Decides it if there is room, and nobody who came before it waits for that.</summary>
    void TakeUp(Turn turn)
    {
        backlog.Enqueue(turn);
        DecideBacklog();
    }

    void DecideBacklog()
    {
        while (open.Count < room && backlog.TryDequeue(out var turn)) Decide(turn);
    }

    /// <summary>Its turns stand, and are not written out.</summary>
    Batch Draft()
    {
        (underWay, open) = (open, underWay);
        open.Clear();
        return new Batch { Expected = head, IsDraft = true, IsHearsay = headIsHearsay };
    }

    Batch Freeze()
    {
        (underWay, open) = (open, underWay);
        open.Clear();
        var batch = Builder.Build(underWay, head, headIsHearsay, Now);
        foreach (var turn in underWay)
        {
            foreach (var slot in turn.Written) slot.Freeze();
        }

        return batch;
    }

    public void Committed(Appended appended)
    {
        appending = false;
        room = Math.Min(room * 2, limits.OpenTurns);
        var first = appended.Head.Seq - appended.Records.Count + 1;
        foreach (var slot in Builder.Customers)
        {
            slot.LastSeq = first + slot.LastEvent;
            if (slot.RowEvent >= 0) slot.Version = first + slot.RowEvent;
            if (slot.ConflictEvent >= 0) slot.ConflictVersion = first + slot.ConflictEvent;
        }

        foreach (var slot in Builder.Claimants) slot.Version = first + slot.RowEvent;
        Builder.Close();
        var before = head;
        (head, headIsHearsay) = (appended.Head, false);
        foreach (var turn in underWay)
        {
            foreach (var slot in turn.Written)
            {
                slot.Commit();
                slot.Pins--;
                cache.LetGo(slot);
            }

            foreach (var key in turn.Decision!.Bind) cache.KeyFilter.Add(key);
        }

        KeepEvents(appended.Records);
        recordsWhileLoading?.AddRange(appended.Records);
        Deliver();
        (told, underWay) = (underWay, told);
        news = (before, appended);
    }

    /// <summary>
    /// Tells subscribers and askers what was committed last. Apart from <see cref="Committed"/>, so that the driver can send the next batch on its way first: the store
    /// works while people are told.
    /// </summary>
    public void Deliver()
    {
        if (news is not var (before, appended)) return;
        news = null;
        // Subscribers first: whoever has an answer finds its event in the feed.
        if (appended.Records.Count > 0)
        {
            OnRecords(appended.Records);
            if (Listener is { Listens: true }) Listener.Hear(new LogPiece(before, WithKeys(appended.Records)));
        }

        foreach (var turn in told)
        {
            Answer(turn, before.Seq + 1 + turn.LastEvent);
            if (shared) cache.DropVacant(turn);
        }

        told.Clear();
    }

    /// <summary>Whoever folds the feed in this process is spared reading the events back from their text.</summary>
    void KeepEvents(IReadOnlyList<LogRecord> records)
    {
        var place = 0;
        foreach (var turn in underWay)
        {
            foreach (var happened in turn.Decision!.Events) records[place++].Event = happened;
        }
    }

    /// <summary>Copies that say which keys they bound, for those who cannot know: these go on to everybody.</summary>
    List<LogRecord> WithKeys(IReadOnlyList<LogRecord> records)
    {
        var copies = new List<LogRecord>(records.Count);
        foreach (var turn in told)
        {
            IReadOnlyList<CustomerKey> keys = turn.Decision!.Bind;
            foreach (var happened in turn.Decision.Events)
            {
                var binds = Rows.BindsKeys(happened);
                copies.Add(records[copies.Count] with { Bound = binds ? keys : [] });
                if (binds) keys = [];
            }
        }

        return copies;
    }

    /// <summary>A row was not as expected, and nothing was written: what these turns looked at is loaded and decided again.</summary>
    public void Fenced()
    {
        appending = false;
        Builder.Close();
        var again = underWay.Concat(open).ToList();
        Forget(underWay, open);
        foreach (var turn in again) cache.Drop(turn);
        (underWay, open) = ([], []);
        foreach (var turn in again) turn.Attempts++;
        TakeUp(again.FindAll(turn => turn.Attempts < limits.Attempts));
        foreach (var turn in again)
        {
            if (turn.Attempts >= limits.Attempts) Fail(turn, new UnavailableException("Too many others changed the same customers.", TimeSpan.FromMilliseconds(100)));
        }
    }

    /// <summary>
    /// The store cannot keep what one of these turns brings, and nothing was written. Which one is found by halves: batches become smaller until those without it are committed, and the
    /// one that is left alone is told. Returns whether it was found.
    /// </summary>
    public bool Refused(UnstorableException why)
    {
        appending = false;
        Builder.Close();
        var again = underWay.Concat(open).ToList();
        var suspects = underWay.Count;
        Forget(underWay, open);
        (underWay, open) = ([], []);
        var found = suspects == 1;
        room = found ? limits.OpenTurns : Math.Max(1, suspects / 2);
        TakeUp(found ? again[1..] : again);
        if (found)
        {
            if (shared) cache.DropVacant(again[0]);
            Fail(again[0], why);
        }

        return found;
    }

    /// <summary>Decides them again, as many as one commit may carry. The others wait, before all that came later.</summary>
    void TakeUp(List<Turn> again)
    {
        var next = 0;
        while (next < again.Count && open.Count < room) Decide(again[next++]);
        if (next == again.Count) return;
        var later = backlog.ToArray();
        backlog.Clear();
        foreach (var turn in again.Skip(next).Concat(later)) backlog.Enqueue(turn);
    }

    /// <summary>
    /// The store is lost, or what is in memory cannot be trusted. What was committed is told, nobody knows what became of the batch under way, everything known is forgotten, and
    /// whoever still waits is told why.
    /// </summary>
    public void Lost(Func<Exception> why)
    {
        try
        {
            Deliver();
        }
        finally
        {
            // Also where telling is what failed.
            ForgetAll();
            while (live.First is { } turn) Fail(turn, why());
        }
    }

    void ForgetAll()
    {
        appending = false;
        Builder.Close();
        told.Clear();
        underWay.Clear();
        open.Clear();
        waiting.Clear();
        backlog.Clear();
        cache.Clear();
        repeats.Clear();
        cache.Reference.Reset();
        loading = null;
        recordsWhileLoading = null;
        keysWhileLoading.Clear();
    }

    static void Forget(List<Turn> some, List<Turn> others)
    {
        foreach (var turn in some.Concat(others))
        {
            foreach (var slot in turn.Written) slot.Reset();
        }
    }
}
