using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Turns;
using Arbiter.Simulation.Checks;
using Arbiter.Simulation.Replicas;

namespace Arbiter.Simulation.Workload;

/// <summary>
/// Everybody who asks: sends commands, remembers what was answered, and asks again with the same request when an answer did not come.
/// </summary>
sealed class Clients(World world)
{
    /// <summary>Answers are promised to be remembered for a day; nobody asks again later than this.</summary>
    const long RetriesForMs = 20 * 3600 * 1000;

    readonly List<Operation> operations = [];
    readonly List<Operation> pending = [];
    readonly AnswerCheck answers = new(world);
    int retriesPlanned;

    public Desk Desk { get; } = new(world);

    /// <summary>The latest position that anybody was told of.</summary>
    public long Told { get; private set; }

    public bool AllAnswered => pending.Count == 0 && retriesPlanned == 0;

    public string Waiting => string.Join(", ", pending.Take(8).Select(o => $"{o} at r{o.At!.Number} for {o.Turn!.Waiting} loads, {o.Request} {o.Command}"));

    public int PendingAt(Replica replica) => pending.Count(o => o.At == replica);

    public void Begin()
    {
        foreach (var rep in Desk.Reps) Submit(New(Desk.Roster(rep, Actor), remembered: true), world.Replicas[0]);
        Submit(New(Desk.ChangePolicy(Actor), remembered: false), world.Replicas[0]);
    }

    public void SubmitNext()
    {
        var operation = New(Desk.Next(Actor), remembered: world.Dice.Chance(500));
        // Not what the engine asks for itself: that has one name in common.
        if (world.Options.UnstorablePerMille > 0 && operation.Command.Actor.StartsWith("op-", StringComparison.Ordinal)
            && world.Faults(world.Options.UnstorablePerMille)) world.Store.Unstorable.Add(operation.Command.Actor);
        Submit(operation, world.Dice.Pick(world.Replicas));
        if (operation.Request is not null && world.Dice.Chance(100)) SendTwice(operation);
    }

    public void Sweep(Replica replica)
    {
        foreach (var due in world.Store.Due(replica.Clock, world.Dice.Between(1, 20))) Submit(New(new EndProtection(due), remembered: false), replica);
    }

    /// <summary>Looks which attempts have ended.</summary>
    public void Collect()
    {
        for (var i = pending.Count - 1; i >= 0; i--)
        {
            var operation = pending[i];
            if (!operation.Turn!.Task.IsCompleted) continue;
            pending.RemoveAt(i);
            if (operation.Turn.Task.IsCompletedSuccessfully) Answered(operation, operation.Turn.Task.Result);
            else if (operation.Turn.Task.Exception!.InnerException is UnstorableException) Refused(operation);
            else Unanswered(operation, operation.Turn.Task.Exception!.InnerException!.Message);
        }
    }

    /// <summary>The replica died: whoever waited for it does not know what became of it.</summary>
    public void Disconnected(Replica replica)
    {
        foreach (var operation in pending.Where(o => o.At == replica).ToList())
        {
            pending.Remove(operation);
            Unanswered(operation, "connection broken");
        }
    }

    /// <summary>A clock is set: attempts that are under way saw both times.</summary>
    public void ClockSet(Replica replica)
    {
        foreach (var operation in pending.Where(o => o.At == replica)) Saw(operation, replica.Clock);
    }

    /// <summary>Every record was asked for by somebody, and happened no more than once however often it was asked for.</summary>
    public void Attribute(LogRecord record, long latestMs)
    {
        Promise.Keep(
            record.At.ToUnixTimeMilliseconds() <= latestMs, Promise.OnTheInstant, () => $"record {record.Seq} ({record.Type}) took effect ahead of time, at {record.At:O}");
        world.Coverage.Count("event " + record.Type);
        if (record.Actor == "arbiter") return;
        var known = int.TryParse(record.Actor.AsSpan(3), out var number) && number < operations.Count;
        Promise.Keep(known, Promise.Durable, () => $"nobody asked for record {record.Seq} by {record.Actor}");
        var operation = operations[number];
        // Whoever looks first logs the end of a protection, whatever they wanted, also when they are rejected.
        if (record.Type == "ownershipExpired") return;
        Promise.Keep(
            !operation.Rejected || IsForgotten(operation), Promise.SameRuling, () => $"{operation} was carried out at {record.Seq} after its client had been told that it cannot be");
        Promise.Keep(
            operation.Logged is not { } logged || logged.Last == record.Seq - 1 || IsForgotten(operation), Promise.SameRuling,
            () => $"{operation} was carried out twice: at {operation.Logged} and at {record.Seq}");
        operation.Logged = (operation.Logged?.First ?? record.Seq, record.Seq);
    }

    /// <summary>So long ago that its answer may be forgotten; a leap can bring a retry there that was sent in time.</summary>
    public bool IsForgotten(Operation operation) => world.Agenda.NowMs - operation.FirstMs > RetriesForMs * 2;

    /// <summary>How often a rep's claims reached for a customer, attempts without an answer included.</summary>
    public int AttemptsMade(RepId rep, IReadOnlySet<CustomerId> customers, HashSet<CustomerKey> keys) => operations.Sum(o => o.Command switch
    {
        ClaimCustomer c when c.Rep == rep && (c.Keys.Any(k => keys.Contains(k.Key)) || c.Similar.Any(s => customers.Contains(s.Customer))) => o.Attempts,
        ClaimFromPool c when c.Rep == rep && customers.Contains(c.Customer) => o.Attempts,
        _ => 0,
    });

    string Actor => $"op-{operations.Count}";

    /// <summary>The operation whose command it is: itself, or the one that it repeats.</summary>
    Operation Author(Operation operation) => int.TryParse(operation.Command.Actor.AsSpan(3), out var number) ? operations[number] : operation;

    Operation New(Command command, bool remembered)
    {
        var number = operations.Count;
        Request? request = remembered ? new Request(new RequestKey("client", $"k{number}"), (UInt128)number, AnewAfterRejection: number % 4 == 0) : null;
        var operation = new Operation(number, command, request) { FirstMs = world.Agenda.NowMs };
        operations.Add(operation);
        return operation;
    }

    void Submit(Operation operation, Replica replica)
    {
        world.Note($"r{replica.Number} {operation}");
        operation.Turn = new Turn(operation.Command, operation.Request);
        (operation.At, operation.Floor) = (replica, Told);
        operation.Earliest = operation.Latest = replica.Clock;
        operation.Attempts++;
        pending.Add(operation);
        replica.Submit(operation.Turn);
    }

    void Answered(Operation operation, Executed answer)
    {
        Saw(operation, operation.At!.Clock);
        world.Note($"r{operation.At.Number} answers {operation} at {answer.Seq}{(answer.Replayed ? " again" : "")}: {answer.Outcome}");
        Promise.Keep(answer.Seq <= world.Store.Head.Seq, Promise.Durable, () => $"{operation} was answered at {answer.Seq}, the log ends at {world.Store.Head.Seq}");
        answers.Check(operation, answer);
        Told = Math.Max(Told, answer.Seq);
        if (operation.Request is not { } request) return;
        if (answer.Outcome is Rejected { Why: not Rejection.RequestKeyReused } && request.Stands(answer.Outcome)) Author(operation).Rejected = true;
        if (world.Dice.Chance(150)) Retry(operation);
        else if (world.Dice.Chance(50)) Misuse(operation, request);
    }

    /// <summary>The store cannot keep it: nobody else may be told so.</summary>
    void Refused(Operation operation)
    {
        world.Note($"r{operation.At!.Number} cannot store {operation}");
        Promise.Keep(world.Store.Unstorable.Contains(operation.Command.Actor), Promise.OthersAnswered, () => $"{operation} was turned away for what another one brought");
        if (operation.Request is not null && world.Dice.Chance(200)) Retry(operation);
    }

    void Unanswered(Operation operation, string why)
    {
        world.Note($"r{operation.At!.Number} no answer to {operation}: {why}");
        world.Coverage.Count("outcome unknown");
        if (operation.Request is not null && world.Dice.Chance(800)) Retry(operation);
    }

    void Retry(Operation operation)
    {
        retriesPlanned++;
        world.After(world.Dice.Below(world.Dice.Chance(100) ? 20_000 : 200), () =>
        {
            retriesPlanned--;
            if (world.Agenda.NowMs - operation.FirstMs < RetriesForMs && !pending.Contains(operation)) Submit(operation, world.Dice.Pick(world.Replicas));
        });
    }

    /// <summary>The same request again while the first attempt may still be under way, as impatient clients and proxies do.</summary>
    void SendTwice(Operation operation)
    {
        retriesPlanned++;
        world.After(world.Dice.Below(40), () =>
        {
            retriesPlanned--;
            var twin = new Operation(operations.Count, operation.Command, operation.Request) { FirstMs = operation.FirstMs };
            operations.Add(twin);
            Submit(twin, world.Dice.Pick(world.Replicas));
        });
    }

    /// <summary>The same key, for something else.</summary>
    void Misuse(Operation of, Request request)
    {
        var number = operations.Count;
        var operation = new Operation(number, Desk.Next(Actor), request with { Digest = (UInt128)number }) { FirstMs = of.FirstMs };
        operations.Add(operation);
        Submit(operation, world.Dice.Pick(world.Replicas));
    }

    static void Saw(Operation operation, DateTimeOffset clock)
    {
        if (clock < operation.Earliest) operation.Earliest = clock;
        if (clock > operation.Latest) operation.Latest = clock;
    }
}
