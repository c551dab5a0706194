using System.Diagnostics;
using Arbiter.Engine.Journal;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;
using Arbiter.Storage;

namespace Arbiter.Proofs;

/// <summary>A replica that stands still, as in a pause of its machine, and goes on later with what it knew before.</summary>
public sealed class PausedReplicaTests
{
    const int Pauses = 4;
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(8);

    [Fact]
    public Task A_paused_replica_neither_holds_up_the_others_nor_answers_from_the_past() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var steady = new ServerProcess(database.ConnectionString);
        await using var paused = new ServerProcess(database.ConnectionString);
        run.Keep(steady);
        run.Keep(paused);
        await Task.WhenAll(steady.StartAsync(), paused.StartAsync());
        var company = await Company.FoundAsync([steady.Address, paused.Address]);
        await using var there = new ClaimTraffic(new TrafficPlan(run.Seed, Clients: 8, OperationsPerGeneration: int.MaxValue), company, [steady.Address]);
        await using var both = new ClaimTraffic(new TrafficPlan(run.Seed + 1, Clients: 8, OperationsPerGeneration: int.MaxValue), company, [steady.Address, paused.Address]);
        run.Keep(there);
        run.Keep(both);
        there.Start();
        both.Start();
        for (var n = 0; n < Pauses; n++)
        {
            await both.ReachAsync(both.Completed + run.Random.Next(50, 150));
            paused.Pause();
            await there.ReachAsync(there.Completed + 100);
            paused.Resume();
        }

        IReadOnlyList<Operation> history = [.. await both.StopAsync(), .. await there.StopAsync()];
        both.RequireNoFaults();
        there.RequireNoFaults();
        var audit = new LogAudit();
        using var client = new ArbiterClient();
        await audit.ReadOnAsync(client, steady.Address);
        audit.Require(history, everyRefusal: false);
        Assert.Null(Answers.Refute(audit.Settled(history)));
        Assert.Equal(audit.Events.Count, await ChainCheck.RequireAsync(database.ConnectionString));
        run.Say($"{Pauses} pauses; slowest beside them {there.SlowestAttempt.TotalMilliseconds:F0} ms; {there.RefusedService + both.RefusedService} without service; {Summary.Of(history)}");
        Assert.True(there.SlowestAttempt < Soon, $"An answer of the other replica took {there.SlowestAttempt.TotalSeconds:F1} s.");
    });

    [Fact]
    public Task Whoever_vanishes_with_the_lock_on_the_log_loses_it_soon() => ProofRun.OfAsync(async _ =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var one = Stores.Open(database.ConnectionString, TimeProvider.System, new StoreOptions());
        await using var other = Stores.Open(database.ConnectionString, TimeProvider.System, new StoreOptions());
        await one.MigrateAsync(default);
        var (head, _) = await one.Journal.OpenAsync(default);
        await other.Journal.OpenAsync(default);
        var after = await other.Journal.AppendAsync(Something(head), Unchanged, default);
        // Behind the log, so the writer locks it and asks to be rebased; there it stops, as a machine does when its power goes.
        var holds = new TaskCompletionSource();
        var powerIsBack = new TaskCompletionSource();
        var vanished = one.Journal.AppendAsync(Something(head), async tail =>
        {
            holds.SetResult();
            await powerIsBack.Task;
            return Something(new LogHead(tail[^1].Seq, tail[^1].Hash));
        }, default);
        await holds.Task;

        var began = Stopwatch.GetTimestamp();
        var next = await other.Journal.AppendAsync(Something(after.Head), Unchanged, default);

        Assert.Equal(after.Head.Seq + 1, next.Head.Seq);
        Assert.True(Stopwatch.GetElapsedTime(began) < Soon);
        powerIsBack.SetResult();
        await Assert.ThrowsAnyAsync<Exception>(() => vanished);
        Assert.Equal(2, await ChainCheck.RequireAsync(database.ConnectionString));
    });

    static Batch Something(LogHead head)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        return new Batch { Expected = head, Events = { new PendingEvent("teamChanged", null, now, "somebody", """{"team":"north"}""", 0, -1) } };
    }

    static ValueTask<Batch> Unchanged(IReadOnlyList<LogRecord> tail) => throw new InvalidOperationException("Nobody else wrote.");
}
