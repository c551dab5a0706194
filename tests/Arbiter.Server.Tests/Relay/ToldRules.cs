using System.Reflection;
using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Server.Tests.Running;
using Arbiter.Storage;

namespace Arbiter.Server.Tests.Relay;

/// <summary>Two engines on one database, of which one knows what the other wrote only because that one says so.</summary>
public sealed class ToldRules
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_told_of_a_commit_knows_its_keys_and_does_not_build_on_it_unseen()
    {
        var database = await PostgresFixture.NewDatabaseAsync();
        await using var writing = Stores.Open(database, TimeProvider.System, new StoreOptions());
        await using var reading = Stores.Open(database, TimeProvider.System, new StoreOptions());
        await writing.MigrateAsync(Cancel);
        var told = new Told();
        await using var writer = await StartAsync(writing.Journal, told);
        foreach (var rep in (string[])["rep-01", "rep-02"]) await writer.ExecuteAsync(new PutRep(new Rep(new RepId(rep), rep, null, true), "test"));
        var journal = AppendsSeen.Over(reading.Journal);
        await using var reader = await StartAsync(journal.Journal, null);
        // Until then it would load every key, whatever it was told.
        await reader.LearnKeysAsync(Cancel);
        told.Pieces.Clear();
        foreach (var phone in (string[])["+8613800000001", "+8613800000002"]) await writer.ExecuteAsync(Claim("rep-01", phone));

        foreach (var piece in told.Pieces) Assert.False(await reader.TakeInAsync(piece));

        Assert.Equal(2, reader.TakenIn);
        Assert.Equal(Verdict.Held, await VerdictAsync(reader, "+8613800000001"));
        Assert.Equal(Verdict.Held, await VerdictAsync(reader, "+8613800000002"));
        Assert.Equal((0, 0), (journal.Fences, reader.UntoldKeys));
        Assert.Equal([true, false], journal.Hearsay);
    }

    static ClaimCustomer Claim(string rep, string phone) =>
        new(Scope.Default, new RepId(rep), [new ClaimedKey(new CustomerKey(Scope.Default, IdentifierKind.Phone, phone), KeyStrength.Hard)], null, "test");

    static async Task<Verdict> VerdictAsync(LocalEngine engine, string phone) =>
        Assert.IsType<Domain.Claims.Ruling>((await engine.ExecuteAsync(Claim("rep-02", phone))).Outcome).Verdict;

    static async Task<LocalEngine> StartAsync(IJournal journal, ICommitListener? listener)
    {
        var engine = new LocalEngine(journal, new CommittedFeed(), TimeProvider.System, new LocalEngineOptions(Seed: 1) { Listener = listener });
        await Eventually.Is(() => Task.FromResult(engine.Health.Ready), "the engine has opened its journal");
        return engine;
    }

    sealed class Told : ICommitListener
    {
        public List<LogPiece> Pieces { get; } = [];

        public bool Listens => true;

        public void Hear(LogPiece committed) => Pieces.Add(committed);
    }

    /// <summary>A journal that remembers what was appended to it, and how often it was fenced.</summary>
    public class AppendsSeen : DispatchProxy
    {
        IJournal inner = null!;

        public IJournal Journal => (IJournal)(object)this;

        public List<bool> Hearsay { get; } = [];

        public int Fences { get; private set; }

        public static AppendsSeen Over(IJournal inner)
        {
            var seen = (AppendsSeen)(object)Create<IJournal, AppendsSeen>();
            seen.inner = inner;
            return seen;
        }

        protected override object? Invoke(MethodInfo? method, object?[]? args) => method!.Name == nameof(IJournal.AppendAsync)
            ? AppendAsync((Batch)args![0]!, (Func<IReadOnlyList<LogRecord>, ValueTask<Batch>>)args[1]!)
            : method.Invoke(inner, args);

        async Task<Appended> AppendAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase)
        {
            Hearsay.Add(batch.IsHearsay);
            try
            {
                return await inner.AppendAsync(batch, rebase, CancellationToken.None);
            }
            catch (FencedException)
            {
                Fences++;
                throw;
            }
        }
    }
}
