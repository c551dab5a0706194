using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Engine.Verification;
using Arbiter.Orleans.Grains;
using Arbiter.Orleans.Silos;
using Arbiter.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Arbiter.Orleans.Tests.Running;

/// <summary>One silo in this process with a turn service of its own on the shared database, wired as the server does it.</summary>
sealed class Member : IAsyncDisposable
{
    readonly CancellationTokenSource stopping = new();
    readonly Task running;

    Member(string database, string cluster, ILoggerFactory logs, bool tellsOthers, int seed, TimeSpan? late, int port)
    {
        Store = Stores.Open(database, TimeProvider.System, new StoreOptions());
        Feed = new CommittedFeed();
        var parts = new OrleansParts();
        Local = new LocalEngine(Store.Journal, Feed, TimeProvider.System, new LocalEngineOptions(seed) { Listener = tellsOthers ? parts.Listener : null });
        var settings = new OrleansSettings(database, System.Net.IPAddress.Loopback, port, ClusterId: cluster);
        Engine = new OrleansEngine(Local, parts, settings with { Late = late ?? settings.Late }, logs);
        running = Task.WhenAll(Engine.RunAsync(stopping.Token), new LookLoop(Local, Store.Journal, TimeProvider.System).RunAsync(stopping.Token));
    }

    public IStore Store { get; }

    public CommittedFeed Feed { get; }

    public LocalEngine Local { get; }

    public OrleansEngine Engine { get; }

    public SiloAddress Here => Engine.Services!.GetRequiredService<ILocalSiloDetails>().SiloAddress;

    /// <param name="tellsOthers">False: nothing that it commits goes out on the stream, as if the stream lost it all.</param>
    /// <param name="late">When an answer counts as late; as in a server when not given.</param>
    public static async Task<Member> StartAsync(
        string database, string cluster = "test", ILoggerFactory? logs = null, bool tellsOthers = true, int seed = 1, TimeSpan? late = null)
    {
        await using (var store = Stores.Open(database, TimeProvider.System, new StoreOptions())) await store.MigrateAsync(default);
        var member = new Member(database, cluster, logs ?? LoggerFactory.Create(_ => { }), tellsOthers, seed, late, port: 0);
        await Until.Is(() => member.Engine.Health.Ready, "the silo joins: " + member.Engine.Health.Why);
        return member;
    }

    /// <summary>One that cannot join, because somebody else has its port.</summary>
    public static Member Outside(string database, int takenPort) => new(database, "test", LoggerFactory.Create(_ => { }), tellsOthers: true, seed: 9, late: null, takenPort);

    /// <summary>Several silos of one cluster that know of each other, and a roster.</summary>
    public static async Task<Member[]> ClusterAsync(string database, int silos, int reps, bool tellOthers = true)
    {
        var members = new List<Member>();
        for (var i = 0; i < silos; i++) members.Add(await StartAsync(database, tellsOthers: tellOthers, seed: i + 1));
        await Until.Is(() => members.All(m => m.ActiveSilos == silos), "all silos know each other");
        await members[0].AddRepsAsync(reps);
        var head = members[0].Feed.Head;
        await Until.Is(() => members.All(m => m.Feed.Head >= head), "all silos have the roster");
        return [.. members];
    }

    public int ActiveSilos => Engine.Services?.GetRequiredService<IClusterMembershipService>().CurrentSnapshot.Members.Values.Count(m => m.Status == SiloStatus.Active) ?? 0;

    public ICustomerGrain Grain(Domain.Customers.CustomerId customer) => Grains.GetGrain<ICustomerGrain>(customer.Value);

    public IDecidingGrain KeyGrain(int key) => Engine.GrainOf(ClaimOf(0, key))!;

    IGrainFactory Grains => Engine.Services!.GetRequiredService<IGrainFactory>();

    /// <summary>Grains of keys that are active in the cluster.</summary>
    public async Task<int> KeyGrainsAsync()
    {
        var management = Grains.GetGrain<IManagementGrain>(0);
        return (await management.GetSimpleGrainStatistics()).Where(s => s.GrainType.Contains(nameof(CustomerKeyGrain), StringComparison.Ordinal)).Sum(s => s.ActivationCount);
    }

    /// <summary>Reps without quotas.</summary>
    public async Task AddRepsAsync(int reps)
    {
        var policy = Local.Reference.PolicyOf(Scope.Default)!;
        await Engine.ExecuteAsync(new ChangePolicy(policy with { Quotas = policy.Quotas with { ClaimsPerDay = 0, Holdings = 0 } }, policy.Version, "test"));
        for (var i = 0; i < reps; i++) await Engine.ExecuteAsync(new PutRep(new Rep(RepOf(i), $"Rep {i}", null, true), "test"));
    }

    public static RepId RepOf(int number) => new($"rep-{number}");

    public static CustomerKey KeyOf(int number) => new(Scope.Default, IdentifierKind.Phone, $"+8613{number:D9}");

    public async Task<Ruling> ClaimAsync(int rep, params int[] keys) => (Ruling)(await Engine.ExecuteAsync(ClaimOf(rep, keys))).Outcome;

    public static ClaimCustomer ClaimOf(int rep, params int[] keys) => new(
        Scope.Default, RepOf(rep), [.. keys.Order().Select(k => new ClaimedKey(KeyOf(k), KeyStrength.Hard))], null, "test");

    /// <summary>The log is whole, and the tables are what it makes of them.</summary>
    public async Task VerifyAsync()
    {
        var result = await new LogVerifier(Store.Journal, Store.Queries).RunAsync(new Progress<VerificationProgress>(), default);
        Assert.True(result.Holds, string.Join('\n', result.First));
    }

    /// <summary>As when the process is told to end.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Engine.LeaveAsync(default);
        await Local.DisposeAsync();
        await running;
        await Engine.DisposeAsync();
        await Store.DisposeAsync();
        stopping.Dispose();
    }
}
