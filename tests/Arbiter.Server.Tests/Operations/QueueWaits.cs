using System.Collections.Concurrent;
using System.Reflection;
using Arbiter.Domain;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
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
        var journal = DispatchProxy.Create<IJournal, Held>();
        var held = (Held)(object)journal;
        held.Inner = store.Journal;
        var waits = new ConcurrentQueue<TimeSpan>();
        await using var engine = new LocalEngine(journal, new CommittedFeed(), clock, new LocalEngineOptions(Seed: 1) { OnWaited = waits.Enqueue });
        await Eventually.Is(() => Task.FromResult(engine.Health.Ready), "the engine has opened its journal");

        var first = engine.ExecuteAsync(Team("north"));
        await held.Entered.WaitAsync(TestContext.Current.CancellationToken);
        var second = engine.ExecuteAsync(Team("south"));
        clock.Advance(TimeSpan.FromMilliseconds(200));
        var third = engine.ExecuteAsync(Team("west"));
        clock.Advance(TimeSpan.FromMilliseconds(100));
        held.Gate.Release(2);
        await Task.WhenAll(first, second, third);

        // The first went at once; the oldest of those that went together had come 300 ms before.
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromMilliseconds(300)], waits);
    }

    static PutTeam Team(string id) => new(new Team(new TeamId(id), id), "test");

    /// <summary>A journal whose appends wait for the test.</summary>
    public class Held : DispatchProxy
    {
        public IJournal Inner { get; set; } = null!;

        public SemaphoreSlim Entered { get; } = new(0);

        public SemaphoreSlim Gate { get; } = new(0);

        protected override object? Invoke(MethodInfo? method, object?[]? args) => method!.Name == nameof(IJournal.AppendAsync)
            ? AppendAsync((Batch)args![0]!, (Func<IReadOnlyList<LogRecord>, ValueTask<Batch>>)args[1]!)
            : method.Invoke(Inner, args);

        async Task<Appended> AppendAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase)
        {
            Entered.Release();
            await Gate.WaitAsync();
            return await Inner.AppendAsync(batch, rebase, CancellationToken.None);
        }
    }
}
