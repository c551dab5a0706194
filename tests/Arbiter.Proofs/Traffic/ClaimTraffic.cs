using System.Collections.Concurrent;
using System.Diagnostics;
using Arbiter.Proofs.Faults;
using Arbiter.Proofs.Processes;

namespace Arbiter.Proofs.Traffic;

/// <summary>The shape of a run's load.</summary>
/// <param name="HotKeys">Keys in use at a time, in groups of <see cref="GroupSize"/>; a claim over several keys stays within a group.</param>
/// <param name="OperationsPerGeneration">After so many operations the next keys take over, so that first claims are raced for again and again.</param>
public sealed record TrafficPlan(int Seed, int Clients = 16, int HotKeys = 20, int OperationsPerGeneration = 500)
{
    public const int GroupSize = 4;

    /// <summary>How many operations carry an Idempotency-Key although they could do without.</summary>
    public double KeyedShare { get; init; } = 0.3;

    /// <summary>How many operations merge two customers or take them apart, once there are customers to merge.</summary>
    public double MergeShare { get; init; } = 0.07;

    /// <summary>Where the numbers of keys begin, so that several loads can be apart.</summary>
    public int FirstKey { get; init; }

    /// <summary>How long a client does something else after each answer.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>
    /// A client that has no answer after so long goes to another server, as it does at once when it is refused; clients keep away from a server that failed one of them.
    /// Null: clients wait, and until that server is ready again.
    /// </summary>
    public TimeSpan? GoElsewhereAfter { get; init; }
}

/// <summary>One attempt at an operation: at which server, from when to when (of the monotonic clock), and whether it was answered.</summary>
public readonly record struct Tried(Operation Operation, int Server, long Sent, long Returned, bool Answered);

/// <summary>
/// Clients that claim, look up, release, transfer, merge, unmerge, and mark keys of, the same few customers, each waiting for one answer before the next call, and everything that they saw.
/// An operation with an Idempotency-Key is sent until it is answered, at any of the servers.
/// </summary>
/// <param name="host">Where the servers are, when not on this machine's own network.</param>
public sealed class ClaimTraffic(TrafficPlan plan, Company company, IReadOnlyList<Uri> servers, NetworkHost? host = null) : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A server that may never come back is waited for so long where there are others, and longer where there is none.</summary>
    static readonly TimeSpan WaitBesideOthers = TimeSpan.FromSeconds(1);

    static readonly TimeSpan WaitAlone = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, Operation> history = new();
    readonly ConcurrentQueue<string> faults = new();
    readonly Gossip gossip = new();
    readonly ServerChoice choice = new(servers.Count, keepAway: plan.GoElsewhereAfter is not null);
    readonly CancellationTokenSource stopping = new();
    readonly string run = $"p{plan.Seed:x}";
    Task clients = Task.CompletedTask;
    int completed;
    int refusedService;
    long slowestAttempt;

    /// <summary>Operations whose client has gone on.</summary>
    public int Completed => Volatile.Read(ref completed);

    /// <summary>The keys that are in use now.</summary>
    public int Generation => Completed / plan.OperationsPerGeneration;

    /// <summary>Hears of every attempt, from many threads.</summary>
    public Action<Tried> OnTried { get; set; } = _ => { };

    /// <summary>Attempts that ended in 503 or 429, or in no connection.</summary>
    public int RefusedService => Volatile.Read(ref refusedService);

    public TimeSpan SlowestAttempt => TimeSpan.FromTicks(Volatile.Read(ref slowestAttempt));

    /// <summary>Every attempt got an answer or an honest "not now". Told in full: 500 and the like, a 503 without Retry-After, none at all for long.</summary>
    public void RequireNoFaults() => Assert.True(faults.IsEmpty, string.Join('\n', faults));

    /// <summary>All operations that were called so far.</summary>
    public IReadOnlyList<Operation> History() => [.. history.Values.OrderBy(o => o.Called)];

    /// <summary>Operations in the history now.</summary>
    public int Held => history.Count;

    /// <summary>None of a generation's operations is under way, and no more will come.</summary>
    public bool IsOver(int generation) => generation < Generation && !history.Values.Any(o => o.Generation == generation && o.Fate == Fate.Pending);

    /// <summary>Takes the operations of a generation out of the history.</summary>
    public IReadOnlyList<Operation> Take(int generation)
    {
        var all = history.Values.Where(o => o.Generation == generation).OrderBy(o => o.Called).ToList();
        foreach (var o in all) history.TryRemove(o.Id, out _);
        return all;
    }

    /// <summary>How the ids of a generation's operations begin.</summary>
    public string IdsOf(int generation) => $"{run}-{generation}-";

    /// <summary>The generation of the operation with this id; null when it is of something else.</summary>
    public int? GenerationOf(string id) =>
        id.Split('-') is [var prefix, var generation, ..] && prefix == run ? int.Parse(generation, System.Globalization.CultureInfo.InvariantCulture) : null;

    public void Start() => clients = Task.WhenAll(Enumerable.Range(0, plan.Clients).Select(c => Task.Run(() => RunAsync(c))));

    /// <summary>Waits until so many operations are over in all.</summary>
    public Task ReachAsync(int operations) => Poll.UntilAsync(
        $"{operations} operations (there are {Completed})", Patience, () => clients.IsFaulted ? throw clients.Exception! : Completed >= operations);

    /// <summary>Lets every client finish what it is at.</summary>
    public async Task<IReadOnlyList<Operation>> StopAsync()
    {
        await stopping.CancelAsync();
        await clients;
        return History();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await clients.ContinueWith(_ => { }, TaskScheduler.Default);
        stopping.Dispose();
    }

    async Task RunAsync(int client)
    {
        var random = new Random(unchecked(plan.Seed * 1009 + client));
        using var http = new ArbiterClient(host, plan.GoElsewhereAfter);
        for (var n = 0; !stopping.IsCancellationRequested; n++)
        {
            var operation = Next(random, client, n);
            history[operation.Id] = operation;
            operation = await PerformAsync(http, random, operation);
            history[operation.Id] = operation;
            if (operation is { Act: Act.Claim, Answer: { } answer }) gossip.Note(operation.Keys, answer);
            Interlocked.Increment(ref completed);
            if (plan.Pause > TimeSpan.Zero) await Task.Delay(plan.Pause * (0.5 + random.NextDouble()));
        }
    }

    /// <summary>Claims by a key as one more client, beginning at that server; it is part of the history like any other operation.</summary>
    public async Task<Operation> ClaimAtAsync(ArbiterClient http, int server, Operation like, int number)
    {
        var random = new Random(number);
        var operation = new Operation
        {
            Id = $"{IdsOf(like.Generation)}x{number}",
            Client = -1,
            Generation = like.Generation,
            Act = Act.Claim,
            Rep = company.Reps[random.Next(company.Reps.Count)],
            Keys = like.Keys[..1],
            Keyed = true,
            Called = Stopwatch.GetTimestamp(),
        };
        history[operation.Id] = operation;
        return history[operation.Id] = await PerformAsync(http, random, operation, server);
    }

    async Task<Operation> PerformAsync(ArbiterClient http, Random random, Operation operation, int? first = null)
    {
        var token = company.Token(operation.Act == Act.Claim ? null : operation.Rep);
        var began = Stopwatch.GetTimestamp();
        var everSent = false;
        for (var attempts = 1; ; attempts++)
        {
            var server = attempts == 1 && first is { } chosen ? chosen : choice.Next(random);
            var sent = Stopwatch.GetTimestamp();
            var attempt = await http.SendAsync(servers[server], operation, token);
            var returned = Stopwatch.GetTimestamp();
            Measure(Stopwatch.GetElapsedTime(sent, returned));
            if (attempt.Fault is { } fault) faults.Enqueue(fault);
            everSent |= attempt.Fate != Fate.NotHappened;
            operation = operation with { Attempts = attempts, Server = server };
            choice.Tell(server, attempt.Fate == Fate.Answered);
            OnTried(new Tried(operation, server, sent, returned, attempt.Fate == Fate.Answered));
            if (attempt.Fate == Fate.Answered) return operation with { Fate = Fate.Answered, Returned = returned, Answer = attempt.Answer };

            Interlocked.Increment(ref refusedService);
            if (plan.GoElsewhereAfter is null) await ReadyAsync(servers[server]);
            else if (attempts >= servers.Count) await Task.Delay(20);
            if (operation.Keyed && Stopwatch.GetElapsedTime(began) < Patience) continue;
            return operation with { Fate = everSent ? Fate.Unknown : Fate.NotHappened };
        }
    }

    /// <summary>A client that got no answer goes on once its server is ready again, or after a while without it.</summary>
    async Task ReadyAsync(Uri server)
    {
        using var http = new HttpClient(NetworkHost.Handler(host)) { Timeout = TimeSpan.FromSeconds(2) };
        var began = Stopwatch.GetTimestamp();
        var limit = servers.Count > 1 ? WaitBesideOthers : WaitAlone;
        while (Stopwatch.GetElapsedTime(began) < limit)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(server, "/readyz"));
                if (answer.IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not there at all yet.
            }

            await Task.Delay(50);
        }
    }

    void Measure(TimeSpan took)
    {
        for (var slowest = Volatile.Read(ref slowestAttempt); took.Ticks > slowest; slowest = Volatile.Read(ref slowestAttempt))
        {
            if (Interlocked.CompareExchange(ref slowestAttempt, took.Ticks, slowest) == slowest) return;
        }
    }

    Operation Next(Random random, int client, int n)
    {
        var generation = Generation;
        var group = plan.FirstKey + generation * plan.HotKeys + random.Next(plan.HotKeys / TrafficPlan.GroupSize) * TrafficPlan.GroupSize;
        var key = group + random.Next(TrafficPlan.GroupSize);
        var rep = company.Reps[random.Next(company.Reps.Count)];
        var dice = random.NextDouble();
        var keyed = random.NextDouble() < plan.KeyedShare;
        var operation = new Operation { Id = $"{IdsOf(generation)}{client}-{n}", Client = client, Generation = generation, Act = Act.Claim, Rep = rep, Keys = [key], Keyed = keyed, Called = Stopwatch.GetTimestamp() };

        if (dice > 1 - plan.MergeShare && gossip.About(key) is { } merged)
        {
            operation = operation with { Keys = [], Rep = null, Customer = merged.Customer, About = key, Keyed = true };
            var other = group + random.Next(TrafficPlan.GroupSize);
            if (dice < 1 - plan.MergeShare / 2) return operation with { Act = Act.Unmerge };
            if (gossip.About(other) is { } into && into.Customer != merged.Customer)
                return operation with { Act = Act.Merge, Into = into.Customer, IntoKey = other };
            operation = operation with { Keys = [key], Rep = rep, Customer = null, About = null };
        }

        // Most marks are taken back soon: who claims by a marked key fights with nobody.
        if (dice is > 0.45 and < 0.47)
            return operation with { Act = random.NextDouble() < 0.3 ? Act.Mark : Act.Unmark, Rep = null, Keyed = true };
        if (dice < 0.15) return operation with { Act = Act.LookUp, Keyed = false };
        if (dice < 0.45 && gossip.About(key) is { } known)
        {
            // Their effects cannot be told apart in the log, so all of these are repeated until they are answered.
            operation = operation with { Keys = [], Customer = known.Customer, About = key, Keyed = true };
            if (dice < 0.23) return operation with { Act = Act.Transfer, Rep = null, To = rep };
            return operation with { Act = Act.Release, Rep = dice < 0.27 ? rep : dice < 0.30 ? null : known.Owner };
        }

        return random.NextDouble() < 0.3
            ? operation with { Keys = [.. Enumerable.Range(group, TrafficPlan.GroupSize).Where(k => k == key || random.Next(3) == 0)], Keyed = true }
            : operation;
    }
}
