using System.Diagnostics;
using Arbiter.Engine.Journal;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Mutants;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs;

/// <summary>
/// What the other proofs are worth: the same traffic and the same checks against servers that break a promise on purpose, each in one place. Every one of them has
/// to be found out.
/// </summary>
public sealed class MutantTests
{
    const int Operations = 1200;

    [Fact]
    public Task The_same_host_without_a_mutation_passes() => ProofRun.OfAsync(async run =>
    {
        var (answers, log) = await TwoReplicasAsync(run, (journal, _) => new PassingJournal(journal));
        Assert.Null(answers);
        Assert.Empty(log);
    });

    [Fact]
    public Task A_dropped_fence_is_found_out() => ProofRun.OfAsync(async run =>
    {
        var (answers, log) = await TwoReplicasAsync(run, (journal, connection) => new Unfenced(journal, connection));
        Assert.NotNull(answers);
        Assert.NotEmpty(log);
        run.Say($"{log.Count} violations in the log, such as: {log[0]}");
    });

    [Fact]
    public Task A_stale_cache_is_found_out() => ProofRun.OfAsync(async run =>
    {
        Assert.Null(await LetGoElsewhereAsync(run, journal => journal));
        var refuted = await LetGoElsewhereAsync(run, journal => new Stale(journal));
        Assert.NotNull(refuted);
        run.Say($"Found out: {refuted}");
    });

    [Fact]
    public Task Marks_that_others_do_not_read_are_found_out() => ProofRun.OfAsync(async run =>
    {
        await FindOutAsync(run, journal => new Unmarked(journal));
    });

    [Fact]
    public Task Merges_that_go_to_the_later_owner_are_found_out() => ProofRun.OfAsync(async run =>
    {
        // Only customers that were loaded are turned round, and only merges of two owned ones tell.
        await FindOutAsync(run, journal => new BackToFront(journal), 2 * Operations, mergeShare: 0.3);
    });

    [Fact]
    public Task The_fence_alone_makes_up_for_a_deaf_rebase() => ProofRun.OfAsync(async run =>
    {
        // Not deciding again after others wrote costs attempts, not promises: what is wrong then is refused by the database.
        var (_, log) = await TwoReplicasAsync(run, (journal, connection) => new Unfenced(journal, connection, stamps: false));
        Assert.Empty(log);
    });

    [Fact]
    public Task An_answer_ahead_of_its_commit_is_found_out() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Sqlite);
        using var client = new ArbiterClient();
        Company company;
        IReadOnlyList<Operation> history;
        await using (var server = await InProcessServer.StartAsync(database.ConnectionString, run.Seed, journal => new Hasty(journal, held: 3)))
        {
            company = await Company.FoundAsync([server.Address], repeatWindowSeconds: 0);
            history = await RunAsync(run, company, [server.Address]);
        }

        await using var next = await InProcessServer.StartAsync(database.ConnectionString, run.Seed, journal => journal);
        var audit = new LogAudit();
        await audit.ReadOnAsync(client, next.Address);
        var lost = audit.Violations(history, everyRefusal: true);
        Assert.Contains(lost, v => v.StartsWith("Acknowledged at", StringComparison.Ordinal));
        run.Say($"{lost.Count} violations, such as: {lost[0]}");
    });

    [Fact]
    public Task A_forgotten_answer_is_found_out() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Sqlite);
        await using var server = await InProcessServer.StartAsync(database.ConnectionString, run.Seed, journal => new Forgetful(journal));
        using var client = new ArbiterClient();
        var company = await Company.FoundAsync([server.Address]);
        var claim = new Operation { Id = "once", Client = 0, Act = Act.Claim, Rep = company.Reps[0], Keys = [1], Keyed = true };
        var first = await client.SendAsync(server.Address, claim, company.Token(claim.Rep));
        Assert.Equal("granted", first.Answer!.Kind);
        // The process still remembers; the next one has to read it.
        await server.DisposeAsync();
        await using var next = await InProcessServer.StartAsync(database.ConnectionString, run.Seed, journal => journal);
        var again = await client.SendAsync(next.Address, claim, company.Token(claim.Rep));
        Assert.NotEqual(first.Answer with { Replayed = true }, again.Answer);
    });

    /// <summary>
    /// The checker refutes the answers within a few runs. Real processes cross each other as they like: a mutant whose lie shows only in a crossing may get through one
    /// run, and none gets through them all unless the checker is blind.
    /// </summary>
    static async Task FindOutAsync(ProofRun run, Func<IJournal, IJournal> mutate, int operations = Operations, double mergeShare = 0.07)
    {
        const int Runs = 15;
        for (var i = 1; i <= Runs; i++)
        {
            if ((await TwoReplicasAsync(run, (journal, _) => mutate(journal), operations, mergeShare)).Answers is not { } refuted) continue;
            run.Say($"Found out in run {i}: {refuted}");
            return;
        }

        Assert.Fail($"Not found out in {Runs} runs.");
    }

    /// <summary>
    /// A rep is refused, the owner lets go at the other server, the rep asks again where it was refused: a repeat, which a server that believes to be alone answers from memory.
    /// Returns what the checker says of the answers.
    /// </summary>
    static async Task<string?> LetGoElsewhereAsync(ProofRun run, Func<IJournal, IJournal> mutate)
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        using var client = new ArbiterClient();
        await using var one = await InProcessServer.StartAsync(database.ConnectionString, run.Seed, mutate);
        var company = await Company.FoundAsync([one.Address]);
        await using var other = await InProcessServer.StartAsync(database.ConnectionString, run.Seed + 1, mutate);
        var history = new List<Operation>();
        var claim = new Operation { Id = "", Client = 0, Act = Act.Claim, Keys = [1] };
        var granted = await DoAsync(one, claim with { Rep = company.Reps[0] });
        await DoAsync(one, claim with { Rep = company.Reps[1] });
        await DoAsync(other, claim with { Act = Act.Release, Rep = company.Reps[0], Keys = [], Customer = granted.Customer, About = 1 });
        await DoAsync(one, claim with { Rep = company.Reps[1] });
        run.Say(Summary.Of(history));
        return Answers.Refute(history);

        async Task<Answer> DoAsync(InProcessServer server, Operation operation)
        {
            operation = operation with { Id = $"o{history.Count}", Called = Stopwatch.GetTimestamp() };
            var attempt = await client.SendAsync(server.Address, operation, company.Token(operation.Rep));
            history.Add(operation with { Returned = Stopwatch.GetTimestamp(), Fate = attempt.Fate, Answer = attempt.Answer });
            return Assert.IsType<Answer>(attempt.Answer);
        }
    }

    /// <summary>Runs the traffic over two mutants on one PostgreSQL; returns what the checker says of the answers, and the audit of the log.</summary>
    static async Task<(string? Answers, IReadOnlyList<string> Log)> TwoReplicasAsync(
        ProofRun run, Func<IJournal, string, IJournal> mutate, int operations = Operations, double mergeShare = 0.07)
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        var connection = database.ConnectionString;
        IReadOnlyList<Operation> history;
        await using (var one = await InProcessServer.StartAsync(connection, run.Seed, journal => mutate(journal, connection)))
        {
            // Founded before the second opens: mutants that hear nothing would not learn of it.
            var company = await Company.FoundAsync([one.Address], repeatWindowSeconds: 0);
            await using var other = await InProcessServer.StartAsync(connection, run.Seed + 1, journal => mutate(journal, connection));
            history = await RunAsync(run, company, [one.Address, other.Address], operations, mergeShare);
        }

        run.Say(Summary.Of(history));
        var audit = new LogAudit();
        using var client = new ArbiterClient();
        // What is in the store, told by a server that has nothing in its memory.
        await using var honest = await InProcessServer.StartAsync(connection, run.Seed, journal => journal);
        await audit.ReadOnAsync(client, honest.Address);
        return (Answers.Refute(audit.Settled(history)), audit.Violations(history, everyRefusal: false));
    }

    static async Task<IReadOnlyList<Operation>> RunAsync(
        ProofRun run, Company company, IReadOnlyList<Uri> servers, int operations = Operations, double mergeShare = 0.07)
    {
        await using var traffic = new ClaimTraffic(new TrafficPlan(run.Seed) { MergeShare = mergeShare }, company, servers);
        run.Keep(traffic);
        traffic.Start();
        await traffic.ReachAsync(operations);
        return await traffic.StopAsync();
    }
}
