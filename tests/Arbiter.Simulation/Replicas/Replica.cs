using Arbiter.Domain;
using Arbiter.Engine;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Turns;
using Arbiter.Simulation.Store;

namespace Arbiter.Simulation.Replicas;

/// <summary>
/// One process: the turn core and what the local engine does around it, told as steps in virtual time. Like there, one loop handles messages and then asks the
/// core once what to load and what to commit; at most one load and one append are under way; a store that was lost is opened again when both are over.
/// </summary>
sealed class Replica
{
    readonly World world;
    readonly Queue<Action> inbox = new();
    TurnCore core;
    AppendPath? append;
    bool loading;
    bool opening;
    bool wakes;
    int life;
    int opened;

    public Replica(World world, int number)
    {
        this.world = world;
        Number = number;
        core = NewCore();
        Open();
    }

    public int Number { get; }

    public bool Up { get; private set; }

    public long ClockOffsetMs { get; set; }

    /// <summary>Others wrote before its last append: it begins the next with a draft.</summary>
    public bool IsContended { get; set; }

    public DateTimeOffset Clock => DateTimeOffset.FromUnixTimeMilliseconds(world.Agenda.NowMs + ClockOffsetMs);

    public TurnCore Core => core;

    /// <summary>Whether anything that is under way could still bring it forward.</summary>
    public bool HasWork => inbox.Count > 0 || append is not null || loading || opening || !Up;

    /// <summary>The most turns that were ever under way at once.</summary>
    public int BusiestTurns { get; private set; }

    public void Submit(Turn turn) => Post(() =>
    {
        if (Up) core.Submit(turn);
        else
        {
            turn.End(new UnavailableException("The store is not open.", TimeSpan.FromSeconds(1)));
            turn.Tell();
        }
    });

    public void WriteRepeats(TimeSpan window) => Post(() =>
    {
        if (Up) core.WriteRepeats(window);
    });

    /// <summary>Looks whether others wrote, as the tail loop does: in steps, because the log is read outside of the loop.</summary>
    public void CatchUp() => Post(() =>
    {
        if (!Up || core.BatchUnderWay) return;
        var head = core.Head.Seq;
        world.AfterDelay(() =>
        {
            if (world.StoreDown) return;
            var tail = world.Store.Tail(head, world.Dice.Between(1, 60), world.Options.TellsKeys);
            if (tail.Count == 0) return;
            world.AfterDelay(Alive(() =>
            {
                var changed = tail.Any(EventReader.ConcernsReference) ? world.Store.LoadReference() : null;
                Post(() =>
                {
                    if (!Up || core.BatchUnderWay || core.Head.Seq != head) return;
                    world.Note($"r{Number} tail {head}+{tail.Count}");
                    world.Coverage.Tails++;
                    core.Tail(world.Lies.Tail(tail), changed);
                    LearnKeys();
                });
            }));
        });
    });

    /// <summary>The process dies. What it held in memory is gone; what it had sent to the store may still happen.</summary>
    public void Crash()
    {
        world.Note($"r{Number} crash");
        world.Coverage.Crashes++;
        var dying = append;
        life++;
        append = null;
        dying?.ProcessDied();
        inbox.Clear();
        (Up, loading, opening, wakes) = (false, false, false, false);
        core = NewCore();
        world.Clients.Disconnected(this);
        Open();
    }

    public void Post(Action message)
    {
        inbox.Enqueue(message);
        if (wakes) return;
        wakes = true;
        world.After(world.Dice.Below(4), Alive(Step));
    }

    /// <summary>The append is over: the next one may begin, or the store be opened again.</summary>
    public void AppendEnded(AppendPath ended)
    {
        if (append == ended) append = null;
    }

    public void Lose(string why)
    {
        if (!Up) return;
        world.Note($"r{Number} lost: {why}");
        world.Coverage.Losses++;
        Up = false;
        core.Lost(() => new UnavailableException(why, TimeSpan.FromSeconds(1)));
        Open();
    }

    public Action Alive(Action action)
    {
        var then = life;
        return () =>
        {
            if (life == then) action();
        };
    }

    TurnCore NewCore() => new(world.Options.Cache, world.Options.Turns, world.Options.Shared, (int)world.Dice.Next())
    {
        OnRecords = records => world.Feeds.Published(Number, world.Lies.Feed(world.Dice, records)),
    };

    void Step()
    {
        wakes = false;
        core.Now = Clock;
        BusiestTurns = Math.Max(BusiestTurns, world.Clients.PendingAt(this));
        while (inbox.TryDequeue(out var message)) message();
        if (Up) Pump();
        core.Deliver();
        world.Stepped(this);
    }

    void Pump()
    {
        if (core.TakeLoad() is { } request) Load(request);
        if (core.TakeBatch(IsContended && world.Options.Mutant != Mutant.AnswersBeforeCommit) is not { } batch) return;
        if (append is not null) world.Fail("contract", $"r{Number} was given a batch while another append was under way");
        world.Note($"r{Number} {(batch.IsDraft ? "draft" : "batch")} on {batch.Expected.Seq}: {batch.Events.Count} events, {batch.Requests.Count} requests");
        append = new AppendPath(world, this, batch);
        append.Start();
        if (world.Options.Mutant == Mutant.AnswersBeforeCommit)
        {
            var records = Sealing.Seal(batch.Expected, batch);
            core.Committed(new Appended(records.Length > 0 ? new LogHead(records[^1].Seq, records[^1].Hash) : batch.Expected, records));
        }
    }

    void Load(LoadRequest request)
    {
        if (loading) world.Fail("contract", $"r{Number} was given a load while another was under way");
        loading = true;
        world.Coverage.Loads++;
        // The store answers as of one moment between the question and the answer.
        world.AfterDelay(Alive(() =>
        {
            var answer = world.StoreDown || world.Faults(world.Options.LoadFailsPerMille) ? null : world.Store.Load(request);
            world.AfterDelay(Alive(() =>
            {
                if (answer is not null && world.Lies.SwallowsLoad(world.Dice)) return;
                loading = false;
                Post(() =>
                {
                    if (answer is null) Lose("load failed");
                    else if (Up) core.Loaded(answer);
                });
            }));
        }));
    }

    void Open()
    {
        if (opening) return;
        opening = true;
        world.AfterDelay(Alive(TryOpen));
    }

    void TryOpen()
    {
        if (loading || append is not null || world.StoreDown)
        {
            world.After(world.Dice.Between(1, 50), Alive(TryOpen));
            return;
        }

        var (head, reference) = world.Store.Open();
        world.AfterDelay(Alive(() => Post(() => Opened(head, reference))));
    }

    void Opened(LogHead head, Reference reference)
    {
        world.Note($"r{Number} open at {head.Seq}");
        world.Coverage.Opens++;
        world.Feeds.StartedAt(Number, head.Seq);
        core.Open(head, reference);
        opened++;
        Up = true;
        opening = false;
        LearnKeys();
    }

    /// <summary>Reads all keys as of one moment and tells them in pieces, as the driver does; new ones are committed meanwhile.</summary>
    public void LearnKeys()
    {
        if (!Up || !core.IsIgnorantOfKeys) return;
        var learnedAt = opened;
        core.BeginLearningKeys();
        world.AfterDelay(Alive(() =>
        {
            if (world.StoreDown) return;
            var keys = world.Lies.Keys(world.Dice, world.Store.ReadKeys());
            var half = keys.Count / 2;
            Tell(() => core.LearnKeys([.. keys.Take(half)]), () => Tell(() => core.LearnKeys([.. keys.Skip(half)]), () => Tell(LearnedKeys, () => { })));
        }));

        void Tell(Action message, Action then) => world.AfterDelay(Alive(() => Post(() =>
        {
            if (!Up || opened != learnedAt) return;
            message();
            then();
        })));

        void LearnedKeys()
        {
            core.LearnedKeys();
            world.Coverage.KeysLearned++;
        }
    }
}
