using System.Reflection;
using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Local;
using Arbiter.Engine.Similar;
using Arbiter.Identity.Similarity;
using Arbiter.Server.Similar;
using Arbiter.Server.Tests.Running;
using Arbiter.Storage;
using Arbiter.Testing;

namespace Arbiter.Server.Tests.LookUps;

/// <summary>A number has a hundred slips, and comparing customers is not to cost the store a look at each of them.</summary>
public sealed class NearKeysAsked
{
    const int Customers = 40;
    const int Reps = 10;

    /// <param name="knowsKeys">Whether the engine has learned which keys there are.</param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Customers_near_each_other_are_found_and_hardly_any_key_is_asked_for_that_is_not_there(bool knowsKeys)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        await using var store = Stores.Open("Data Source=" + folder.File("arbiter.db"), TimeProvider.System, new StoreOptions());
        await store.MigrateAsync(cancel);
        await using var engine = new LocalEngine(store.Journal, new CommittedFeed(), TimeProvider.System, new LocalEngineOptions(Seed: 1));
        await Eventually.Is(() => Task.FromResult(engine.Health.Ready), "the engine has opened its journal");
        if (knowsKeys) await engine.LearnKeysAsync(cancel);
        // As many as it takes for nobody to come to a quota.
        for (var i = 0; i < Reps; i++) await engine.ExecuteAsync(new PutRep(new Rep(RepOf(i), "somebody", null, true), "test"));
        var customers = new List<CustomerId>();
        // Far from each other, but for the last one: its last digit is another than the first one's.
        for (var i = 0; i < Customers; i++) customers.Add(await ClaimAsync(i, $"+86138{i * 1_111_111 % 100_000_000:00000000}"));
        customers.Add(await ClaimAsync(0, "+8613800000007"));
        var index = AskedIndex.Over(store.Identity);

        var found = await new LikenessFinder(index.Index, new SimilarCustomers(index.Index, engine), engine).FindAsync(customers, cancel);

        Assert.Contains(found, pair => (pair.One, pair.Other) == (customers[0], customers[^1]));
        Assert.Contains(found, pair => (pair.One, pair.Other) == (customers[^1], customers[0]));
        Assert.All(found, pair => Assert.Contains(SimilarityCodes.OneDigitOff, pair.Evidence, StringComparison.Ordinal));
        if (knowsKeys) Assert.InRange(index.Asked, 2, 2 + Customers);
        else Assert.InRange(index.Asked, Customers * 80, Customers * 110);

        async Task<CustomerId> ClaimAsync(int by, string phone)
        {
            var key = new CustomerKey(Scope.Default, IdentifierKind.Phone, phone);
            var claim = new ClaimCustomer(Scope.Default, RepOf(by), [new ClaimedKey(key, KeyStrength.Hard)], null, "test");
            return Assert.IsType<Domain.Claims.Ruling>((await engine.ExecuteAsync(claim)).Outcome).Customer!.Value;
        }
    }

    static RepId RepOf(int number) => new($"rep-{number % Reps}");

    /// <summary>Counts the keys that it is asked for. Public, because the proxy derives from it.</summary>
    public class AskedIndex : DispatchProxy
    {
        IIdentityIndex inner = null!;

        public IIdentityIndex Index => (IIdentityIndex)(object)this;

        public int Asked { get; private set; }

        public static AskedIndex Over(IIdentityIndex inner)
        {
            var counting = (AskedIndex)(object)Create<IIdentityIndex, AskedIndex>();
            counting.inner = inner;
            return counting;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IIdentityIndex.LeadToAsync)) Asked += ((IReadOnlyCollection<CustomerKey>)args![0]!).Count;
            return targetMethod.Invoke(inner, args);
        }
    }
}
