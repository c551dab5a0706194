using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Server.Tests.Running;
using Arbiter.Storage;
using Arbiter.Testing;

namespace Arbiter.Server.Tests.Operations;

/// <summary>A fault that the engine did not expect costs those who ask a retry. Nobody waits for ever for an answer that will not come.</summary>
public sealed class EngineFaults
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Everybody_is_answered_where_telling_of_a_commit_fails()
    {
        using var folder = new TempFolder();
        await using var store = Stores.Open("Data Source=" + folder.File("arbiter.db"), TimeProvider.System, new StoreOptions());
        await store.MigrateAsync(TestContext.Current.CancellationToken);
        var appends = StepwiseJournal.Over(store.Journal);
        using var telling = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var told = 0;
        await using var engine = new LocalEngine(appends.Journal, new CommittedFeed(), TimeProvider.System, new LocalEngineOptions(Seed: 1)
        {
            Listener = new Listener(() =>
            {
                if (++told == 2) throw new InvalidOperationException("Somebody who listens is broken.");
                if (told > 2) return;
                telling.Release();
                goOn.Wait();
            }),
        });
        await Eventually.Is(() => Task.FromResult(engine.Health.Ready), "the engine has opened its journal");

        // The first commit is told while the second is written; what comes meanwhile is handled together with word of the second, in order.
        var first = Task.Run(() => engine.ExecuteAsync(Team("north")), TestContext.Current.CancellationToken);
        await appends.Entered.WaitAsync(TestContext.Current.CancellationToken);
        var second = engine.ExecuteAsync(Team("south"));
        appends.Gate.Release();
        await telling.WaitAsync(TestContext.Current.CancellationToken);
        appends.Gate.Release();
        await appends.Left.WaitAsync(TestContext.Current.CancellationToken);
        // It changes nothing and need not wait for a commit, but for the telling of the last one: which fails.
        var third = engine.ExecuteAsync(Team("north"));
        var fourth = engine.ExecuteAsync(Team("west"));
        appends.Gate.Release(1000);
        goOn.Release();

        Assert.IsNotType<TimeoutException>(await FaultOfAsync(first));
        Assert.IsType<UnavailableException>(await FaultOfAsync(second));
        Assert.IsType<UnavailableException>(await FaultOfAsync(third));
        Assert.IsType<UnavailableException>(await FaultOfAsync(fourth));
        await Eventually.Is(() => Task.FromResult(engine.Health.Ready), "the engine has begun again");
        await engine.ExecuteAsync(Team("east")).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(0, engine.Admitted);
    }

    /// <summary>Another process was asked first and did not answer: what it did, nobody knows.</summary>
    [Fact]
    public async Task What_may_have_been_done_elsewhere_is_neither_called_too_much_nor_rejected()
    {
        using var folder = new TempFolder();
        await using var store = Stores.Open("Data Source=" + folder.File("arbiter.db"), TimeProvider.System, new StoreOptions());
        await store.MigrateAsync(TestContext.Current.CancellationToken);
        await using var engine = new LocalEngine(store.Journal, new CommittedFeed(), TimeProvider.System, new LocalEngineOptions(Seed: 1));
        await Eventually.Is(() => Task.FromResult(engine.Health.Ready), "the engine has opened its journal");
        await using var elsewhere = Stores.Open("Data Source=" + folder.File("elsewhere.db"), TimeProvider.System, new StoreOptions());
        await using var full = new LocalEngine(elsewhere.Journal, new CommittedFeed(), TimeProvider.System, new LocalEngineOptions(Seed: 1, Admitted: 0));
        var release = new ReleaseCustomer(new Domain.Customers.CustomerId(Guid.NewGuid()), new RepId("rep-01"), Domain.Transfers.ReleaseReason.NotStated, "test");
        var request = new Arbiter.Engine.Request(new RequestKey("test", "k-1"), 1);

        Assert.IsType<UnavailableException>(await FaultOfAsync(full.ExecuteAgainAsync(release, request)));
        Assert.IsType<UnavailableException>(await FaultOfAsync(engine.ExecuteAgainAsync(release, request with { AnewAfterRejection = true })));
        Assert.IsType<Rejected>((await engine.ExecuteAgainAsync(release, request)).Outcome);
    }

    static async Task<Exception?> FaultOfAsync(Task task)
    {
        try
        {
            await task.WaitAsync(Limit);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    sealed class Listener(Action hear) : ICommitListener
    {
        public bool Listens => true;

        public void Hear(LogPiece committed) => hear();
    }

    static PutTeam Team(string id) => new(new Team(new TeamId(id), id), "test");
}
