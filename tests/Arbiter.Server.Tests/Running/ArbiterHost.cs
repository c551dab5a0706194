using System.Collections.Concurrent;
using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Relay;
using Arbiter.Engine.Similar;
using Arbiter.Server.Access;
using Arbiter.Server.Hosting;
using Arbiter.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Arbiter.Server.Tests.Running;

/// <summary>
/// The real server on a free port, with a database of its own and a small roster: reps rep-01…rep-05 (the first three in team north, the others in south) and one
/// token of every other role. Stops and starts again on the same database.
/// </summary>
public sealed class ArbiterHost : IAsyncDisposable
{
    const string AdminToken = "the-first-admin-of-a-test";

    readonly TempFolder folder = new();
    readonly ConcurrentDictionary<string, string> tokens = new() { ["admin"] = AdminToken };
    readonly Action<WebApplicationBuilder>? customize;
    readonly CapturedLogs logs = new();
    const int LooksUntilStuck = 40;

    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    readonly string database;
    readonly bool relays;
    int starts;
    WebApplication? leader;
    WebApplication? app;
    HttpClient? http;

    readonly string? engine;

    ArbiterHost(string? database, FakeClock? clock, Action<WebApplicationBuilder>? customize, Store store = Store.Sqlite)
    {
        engine = store == Store.PostgresOnOrleans ? "orleans" : null;
        relays = store == Store.PostgresThroughLeader;
        this.database = database ?? "Data Source=" + folder.File("arbiter.db");
        this.customize = customize;
        Clock = clock;
    }

    /// <summary>Null: the server runs on the machine's own time.</summary>
    public FakeClock? Clock { get; }

    public IServiceProvider Services => app!.Services;

    /// <summary>Of the server that this one asks, on <see cref="Store.PostgresThroughLeader"/>.</summary>
    public IServiceProvider LeaderServices => leader!.Services;

    public Uri LeaderAddress => new(leader!.Urls.Single());

    /// <summary>All that the server logged so far.</summary>
    public IReadOnlyCollection<string> Logs => logs.Lines;

    public Uri Address => http!.BaseAddress!;

    public ArbiterClient Admin => As("admin");

    public ArbiterClient Manager => As("manager");

    public ArbiterClient Auditor => As("auditor");

    public ArbiterClient Channel => As("channel");

    public ArbiterClient Nobody => new(http!, null);

    /// <summary>Starts a server and puts the roster in.</summary>
    public static async Task<ArbiterHost> StartAsync(
        Store store = Store.Sqlite, FakeClock? clock = null, int reps = 5, Action<WebApplicationBuilder>? customize = null)
    {
        var host = new ArbiterHost(
            store == Store.Sqlite ? null : await PostgresFixture.NewDatabaseAsync(), clock, customize, store);
        try
        {
            await host.StartAsync();
            await host.FillRosterAsync(reps);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>A server on a database that may not even be there; nothing is waited for.</summary>
    public static async Task<ArbiterHost> StartUnreadyAsync(string database, Action<WebApplicationBuilder>? customize = null)
    {
        var host = new ArbiterHost(database, null, customize);
        await host.ListenAsync();
        return host;
    }

    public static string RepName(int number) => $"rep-{number:D2}";

    /// <summary>The client of a rep or of a role.</summary>
    public ArbiterClient As(string who) => new(http!, tokens[who]);

    public ArbiterClient WithToken(string token) => new(http!, token);

    /// <summary>As whoever decides knows it: one that relays hears of what it asked for a moment later.</summary>
    public async Task<long> HeadAsync() =>
        relays ? LeaderServices.GetRequiredService<CommittedFeed>().Head : (await Auditor.Get("/events?limit=1")).Ok().Number("head");

    /// <summary>Everything that was claimed has been compared with what there was, and what came of it stands in the log.</summary>
    public async Task ComparedAsync()
    {
        var head = await HeadAsync();
        var likeness = Services.GetRequiredService<LikenessProjection>();
        long seen = -1;
        var looks = 0;
        await Eventually.Is(
            () =>
            {
                if (likeness.Position > seen) (seen, looks) = (likeness.Position, 0);
                // It stands back for a moment where this server is not up yet. Only then does the clock go on: what becomes due by it would be in the log, too.
                else if (++looks % LooksUntilStuck == 0) Clock?.Advance(Step);
                return Task.FromResult(likeness.Position >= head);
            },
            "the customers are compared");
    }

    /// <summary>Adds a rep with a token of the same name.</summary>
    public Task AddRepAsync(string name, string? team = null, bool active = true) => Task.WhenAll(
        Do(new PutRep(new Rep(new RepId(name), "Name of " + name, team is null ? null : new TeamId(team), active), "test")),
        IssueAsync(name, Role.Rep, new RepId(name)));

    /// <summary>Stops as when the process is told to, and starts again on what it left.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Stops the server that this one asks, as when it is told to.</summary>
    public Task StopLeaderAsync() => leader!.StopAsync();

    public async Task StopAsync()
    {
        if (app is null) return;
        http!.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    public async Task StartAsync()
    {
        if (relays && leader is null)
        {
            leader = await StartAsync(Build());
            await LooksUntil(leader, relay => relay.Leads, "the other server leads");
        }

        await ListenAsync();
        await WaitUntilReadyAsync();
        if (relays) await LooksUntil(app!, relay => relay.Asks, "the server asks the one that leads");
    }

    Task LooksUntil(WebApplication server, Func<RelayEngine, bool> holds, string what) =>
        Eventually.Is(Clock, Step, () => Task.FromResult(holds(server.Services.GetRequiredService<RelayEngine>())), what);

    /// <summary>Ready, and the first admin let in.</summary>
    public Task WaitUntilReadyAsync() => Eventually.Is(
        Clock, Step, async () => (await Nobody.Get("//readyz")).Status == 200 && (await Admin.Get("/me")).Status == 200, "the server is ready");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (leader is not null)
        {
            await leader.StopAsync();
            await leader.DisposeAsync();
        }

        folder.Dispose();
    }

    async Task ListenAsync()
    {
        app = await StartAsync(Build(builder =>
        {
            // By the test's clock nobody renews a lease that ends by the database's: the one that leads first is to go on.
            if (relays) builder.Services.AddSingleton(new RelayOptions(() => null));
        }));
        http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
            RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8,
        })
        { BaseAddress = new Uri(app.Urls.Single()) };
    }

    static async Task<WebApplication> StartAsync(WebApplication server)
    {
        await server.StartAsync();
        return server;
    }

    WebApplication Build(Action<WebApplicationBuilder>? further = null)
    {
        // A server that starts again makes other ids than the last one, also where the clock stands.
        var options = new ServeOptions(database, "http://127.0.0.1:0", Demo: false, Seed: ++starts) { Engine = engine };
        if (Clock is not null) options = options with { Store = options.Store with { MaxClockSkew = null } };
        return ArbiterApp.Build(options, builder =>
        {
            builder.Configuration[FirstToken.Setting] = AdminToken;
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(logs);
            if (Clock is not null) builder.Services.AddSingleton<TimeProvider>(Clock);
            customize?.Invoke(builder);
            further?.Invoke(builder);
        });
    }

    /// <summary>Straight into the engine: the roster is what tests stand on, not what they test.</summary>
    async Task FillRosterAsync(int reps)
    {
        await Task.WhenAll(
            Do(new PutTeam(new Team(new TeamId("north"), "North"), "test")), Do(new PutTeam(new Team(new TeamId("south"), "South"), "test")));
        await Task.WhenAll(Enumerable.Range(1, reps).Select(i => AddRepAsync(RepName(i), i <= 3 ? "north" : "south")));
        await Task.WhenAll(IssueAsync("manager", Role.Manager), IssueAsync("auditor", Role.Auditor), IssueAsync("channel", Role.Channel));
    }

    Task IssueAsync(string who, Role role, RepId? rep = null)
    {
        var (token, sha256) = TokenIndex.Create();
        tokens[who] = token;
        return Do(new IssueToken(new AccessToken("t-" + who, who, role, rep, sha256, DateTimeOffset.UnixEpoch, null), "test"));
    }

    async Task Do(Command command) => await Services.GetRequiredService<IArbiterEngine>().ExecuteAsync(command);
}
