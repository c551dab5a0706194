using System.Reflection;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Engine.Sweep;
using Arbiter.Server.Tests.Running;
using Arbiter.Storage;
using Arbiter.Testing;

namespace Arbiter.Server.Tests.Operations;

/// <summary>Remembered answers are forgotten as fast as they come: what is kept does not grow with the years (P10).</summary>
public sealed class Forgetting
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task While_there_is_more_to_forget_than_goes_at_once_nobody_waits_a_minute_for_the_rest()
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        await using var store = Stores.Open("Data Source=" + folder.File("arbiter.db"), clock, new StoreOptions());
        await store.MigrateAsync(TestContext.Current.CancellationToken);
        await using var engine = new LocalEngine(store.Journal, new CommittedFeed(), clock, new LocalEngineOptions(Seed: 1));
        await Eventually.Is(() => Task.FromResult(engine.Health.Ready), "the engine has opened its journal");
        var journal = (Remembering)(object)DispatchProxy.Create<IJournal, Remembering>();
        (journal.Inner, journal.Clock, journal.Left) = (store.Journal, clock, 25_000);
        using var ending = new CancellationTokenSource();
        var sweeping = new SweepLoop(engine, (IJournal)(object)journal, new Duty(store.Journal, clock), clock).RunAsync(ending.Token);

        await Eventually.Is(clock, Step, () => Task.FromResult(journal.Times.Count == 4), "all is forgotten, and looked for once more");
        await ending.CancelAsync();
        await sweeping;

        var waited = journal.Times.Zip(journal.Times.Skip(1), (one, next) => next - one).ToList();
        Assert.All(waited[..2], wait => Assert.True(wait < Minute, $"{wait}"));
        Assert.True(waited[2] >= Minute, $"{waited[2]}");
    }

    /// <summary>Has so many answers to forget, and notes when it is told to. Public, because the proxy derives from it.</summary>
    public class Remembering : DispatchProxy
    {
        public IJournal Inner { get; set; } = null!;

        public FakeClock Clock { get; set; } = null!;

        public int Left { get; set; }

        public List<DateTimeOffset> Times { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name != nameof(IJournal.ForgetRequestsAsync)) return targetMethod.Invoke(Inner, args);
            Times.Add(Clock.GetUtcNow());
            var forgotten = Math.Min(Left, (int)args![1]!);
            Left -= forgotten;
            return Task.FromResult(forgotten);
        }
    }
}
