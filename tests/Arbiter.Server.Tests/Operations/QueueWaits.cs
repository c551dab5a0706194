using System.Collections.Concurrent;
using Arbiter.Domain;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Local;
using Arbiter.Server.Tests.Running;
using Arbiter.Storage;
using Arbiter.Testing;

namespace Arbiter.Server.Tests.Operations;

/// <summary>What deployments are scaled by says how long commands really waited.</summary>
public sealed class QueueWaits
{
    [Fact]
    public async Task A_command_waits_for_the_commit_before_it_and_that_is_told()
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        await using var store = Stores.Open("Data Source=" + folder.File("arbiter.db"), clock, new StoreOptions());
        await store.MigrateAsync(TestContext.Current.CancellationToken);
        var appends = StepwiseJournal.Over(store.Journal);
        var waits = new ConcurrentQueue<TimeSpan>();
        await using var engine = new LocalEngine(appends.Journal, new CommittedFeed(), clock, new LocalEngineOptions(Seed: 1) { OnWaited = waits.Enqueue });
        await Eventually.Is(() => Task.FromResult(engine.Health.Ready), "the engine has opened its journal");

        var first = engine.ExecuteAsync(Team("north"));
        await appends.Entered.WaitAsync(TestContext.Current.CancellationToken);
        var second = engine.ExecuteAsync(Team("south"));
        clock.Advance(TimeSpan.FromMilliseconds(200));
        var third = engine.ExecuteAsync(Team("west"));
        clock.Advance(TimeSpan.FromMilliseconds(100));
        appends.Gate.Release(2);
        await Task.WhenAll(first, second, third);

        // The first went at once; the oldest of those that went together had come 300 ms before.
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromMilliseconds(300)], waits);
    }

    static PutTeam Team(string id) => new(new Team(new TeamId(id), id), "test");
}
