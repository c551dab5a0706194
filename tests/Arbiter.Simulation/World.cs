using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Arbiter.Simulation.Checks;
using Arbiter.Simulation.Kernel;
using Arbiter.Simulation.Model;
using Arbiter.Simulation.Replicas;
using Arbiter.Simulation.Store;
using Arbiter.Simulation.Workload;

namespace Arbiter.Simulation;

/// <summary>
/// One store, its replicas, their clients and everything that can go wrong between them, driven by one seed through virtual time. First chaos, with every
/// promise checked as it is made; then the faults stop, and everything must come to rest.
/// </summary>
sealed class World
{
    const int QuietSteps = 200_000;
    static readonly int TraceTail = int.TryParse(Environment.GetEnvironmentVariable("ARBITER_SIM_TRACE"), out var lines) ? lines : 80;
    bool quiet;

    /// <summary>A scope that is opened in the middle of the life of a world.</summary>
    public static Scope SecondScope { get; } = new("north");

    public World(WorldOptions options)
    {
        Options = options;
        Dice = new Dice(options.Seed);
        Store = new SimulatedStore(options.Mutant);
        Lies = new Lies(options.Mutant);
        Model = new NaiveModel();
        Feeds = new FeedCheck(Store, options.Replicas);
        Rows = new RowCheck(Store);
        Clients = new Clients(this);
        Replicas = [.. Enumerable.Range(0, options.Replicas).Select(i => new Replica(this, i))];
        Weather = new Weather(this);
    }

    public WorldOptions Options { get; }

    public Dice Dice { get; }

    public Agenda Agenda { get; } = new();

    public Trace Trace { get; } = new(TraceTail);

    public Coverage Coverage { get; } = new();

    public SimulatedStore Store { get; }

    public LogLock Lock { get; } = new();

    public Lies Lies { get; }

    public NaiveModel Model { get; }

    public FeedCheck Feeds { get; }

    public RowCheck Rows { get; }

    public Clients Clients { get; }

    public IReadOnlyList<Replica> Replicas { get; }

    public Weather Weather { get; }

    public bool StoreDown { get; set; }

    /// <summary>The clocks' largest lead since the world began: an instant may come by so much too early, and no more.</summary>
    public long LargestLeadMs { get; set; }

    public void Run()
    {
        Clients.Begin();
        Weather.Begin();
        for (var step = 0; step < Options.Steps && Agenda.Step(); step++) { }
        BecomeQuiet();
        Settle("every client had its answer", () => Clients.AllAnswered);
        foreach (var replica in Replicas) CatchUpTo(replica);
        FinalCheck();
    }

    public void After(long delayMs, Action happening) => Agenda.After(delayMs, happening);

    /// <summary>After as long as a message may take: mostly short, sometimes long enough for anything else to happen first.</summary>
    public void AfterDelay(Action happening)
    {
        var delayMs = Dice.Below(Options.DelayMs);
        if (Dice.Chance(30)) delayMs = Dice.Below(800);
        Agenda.After(delayMs, happening);
    }

    public bool Faults(int perMille) => !quiet && Dice.Chance(perMille);

    public void Note(string line) => Trace.Add($"{Agenda.NowMs} {line}");

    public void Fail(string promise, string why) => throw new PromiseBrokenException(promise, why);

    public void Committed(Batch batch, Appended appended)
    {
        Coverage.Count("batches");
        Coverage.Count("events", appended.Records.Count);
        foreach (var mention in batch.Mentions) Coverage.Count(mention.Elsewhere ? "mention elsewhere" : "mention");
        Model.Take(appended.Records, Store);
        foreach (var record in appended.Records) Clients.Attribute(record, Agenda.NowMs + LargestLeadMs);
        Rows.Committed(batch, appended.Records);
    }

    /// <summary>After every step of a replica: what it answered is checked, and that it kept its bounds.</summary>
    public void Stepped(Replica replica)
    {
        Clients.Collect();
        Bounds.Check(this, replica);
    }

    void BecomeQuiet()
    {
        Note("quiet");
        quiet = true;
        StoreDown = false;
        Weather.Clear();
    }

    void Settle(string what, Func<bool> done)
    {
        for (var step = 0; step < QuietSteps && !done(); step++)
        {
            if (!Agenda.Step()) break;
        }

        Promise.Keep(done(), Promise.EveryTurnEnds, () => $"not so after the faults stopped{(Agenda.Count == 0 ? ", and nothing will happen any more" : "")}: {what}; waiting: {Clients.Waiting}");
    }

    void CatchUpTo(Replica replica)
    {
        Settle("the replica came to rest", () => !replica.HasWork);
        for (var round = 0; round < 1000 && replica.Core.Head.Seq < Store.Head.Seq; round++)
        {
            replica.CatchUp();
            Settle("the replica came to rest", () => Agenda.Count == 0);
        }

        Promise.Keep(replica.Core.Head.Seq == Store.Head.Seq, Promise.CompleteFeed, () => $"r{replica.Number} never caught up with the log");
        Promise.Keep(replica.Core.IsIdle, Promise.EveryTurnEnds, () => $"r{replica.Number} still holds turns");
    }

    void FinalCheck()
    {
        Rows.CheckEverything();
        Feeds.CheckAtEnd();
        ConflictCheck.CheckAttempts(this);
        ReferenceCheck.Check(this);
    }
}
