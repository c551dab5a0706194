using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs;

/// <summary>P2 and P3: a server that is killed again and again under load loses nothing it acknowledged, invents nothing, and remembers what it answered.</summary>
public sealed class KillTests
{
    const int UsualCycles = 6;
    const int RetriesPerCycle = 12;

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public Task Nothing_acknowledged_is_lost_and_nothing_invented(Database kind) => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(kind);
        await using var server = new ServerProcess(database.ConnectionString);
        run.Keep(server);
        await server.StartAsync();
        var company = await Company.FoundAsync([server.Address], repeatWindowSeconds: 0);
        await using var traffic = new ClaimTraffic(new TrafficPlan(run.Seed), company, [server.Address]);
        run.Keep(traffic);
        using var client = new ArbiterClient();
        var audit = new LogAudit();
        traffic.Start();
        var cycles = ProofRun.Cycles(UsualCycles);
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            await traffic.ReachAsync(traffic.Completed + run.Random.Next(20, 400));
            await server.KillAsync();
            var before = traffic.History();
            await server.StartAsync();
            await audit.ReadOnAsync(client, server.Address);
            // What is on its way since the kill was sent too, so it is looked up only now.
            audit.Require([.. before.Where(o => o.Fate == Fate.Answered), .. Others(before, traffic.History())], everyRefusal: true);
            await RetryAsync(run, client, server.Address, company, before);
        }

        var history = await traffic.StopAsync();
        traffic.RequireNoFaults();
        await audit.ReadOnAsync(client, server.Address);
        audit.Require(history, everyRefusal: true);
        Assert.Null(Answers.Refute(audit.Settled(history)));
        Assert.Equal(0, await server.StopAsync());
        Assert.Equal(audit.Events.Count, await ChainCheck.RequireAsync(database.ConnectionString));
        var unsure = history.Count(o => o.Fate == Fate.Unknown);
        var retried = history.Count(o => o is { Fate: Fate.Answered, Attempts: > 1 });
        run.Say($"{cycles} kills; {audit.Events.Count} events; {unsure} never answered, {retried} answered after a retry; {Summary.Of(history)}");
        Assert.True(retried > 0, "No operation was under way at any kill: the load is too light to prove anything.");
    });

    static IEnumerable<Operation> Others(IReadOnlyList<Operation> before, IReadOnlyList<Operation> now)
    {
        var answered = before.Where(o => o.Fate == Fate.Answered).Select(o => o.Id).ToHashSet();
        // Answers newer than the feed that was read prove nothing yet; that these were sent is enough.
        return now.Where(o => !answered.Contains(o.Id)).Select(o => o with { Fate = Fate.Pending, Answer = null });
    }

    /// <summary>Sends again what was acknowledged before the kill, and wants to hear the same.</summary>
    static async Task RetryAsync(ProofRun run, ArbiterClient client, Uri server, Company company, IReadOnlyList<Operation> before)
    {
        var remembered = before.Where(o => o is { Keyed: true, Fate: Fate.Answered }).TakeLast(200).ToArray();
        run.Random.Shuffle(remembered);
        foreach (var o in remembered.Take(RetriesPerCycle))
        {
            var again = await client.SendAsync(server, o, company.Token(o.Act == Act.Claim ? null : o.Rep));
            if (again.Answer != o.Answer! with { Replayed = true }) throw new ProofFailedException($"Asked again, the answer is {again}: {o}");
        }
    }
}
