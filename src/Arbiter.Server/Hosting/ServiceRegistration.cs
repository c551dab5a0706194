using System.Threading.RateLimiting;
using Arbiter.Engine;
using Arbiter.Engine.Boards;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Engine.Queries;
using Arbiter.Engine.Similar;
using Arbiter.Engine.Sweep;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Live;
using Arbiter.Server.LookUps;
using Arbiter.Server.Problems;
using Arbiter.Server.Similar;
using Arbiter.Server.Telemetry;
using Arbiter.Storage;
using Microsoft.AspNetCore.RateLimiting;

namespace Arbiter.Server.Hosting;

/// <summary>What the server is made of.</summary>
static class ServiceRegistration
{
    const int BatchesAtWork = 8;
    const int BatchesWaiting = 64;

    public static void AddArbiter(this IServiceCollection services, ServeOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IStore>(s => Stores.Open(options.ConnectionString, s.GetRequiredService<TimeProvider>(), options.Store));
        services.AddSingleton<IJournal>(s => s.GetRequiredService<IStore>().Journal);
        services.AddSingleton<IQueries>(s => s.GetRequiredService<IStore>().Queries);
        services.AddSingleton<IIdentityIndex>(s => s.GetRequiredService<IStore>().Identity);
        services.AddSingleton<SimilarCustomers>();
        services.AddSingleton(SimilarCustomers.Names);
        services.AddSingleton<NameProjection>();
        services.AddSingleton<ILikeness, LikenessFinder>();
        services.AddSingleton<LikenessProjection>();
        services.AddSingleton(_ => new CommittedFeed());
        services.AddSingleton<FeedReader>();
        services.AddSingleton<LocalEngine>();
        services.AddSingleton<Duty>();
        services.AddSingleton<SweepLoop>();
        services.AddSingleton<KeysLoop>();
        services.AddSingleton<TailLoop>();
        services.AddSingleton<LookLoop>();
        services.AddSingleton(s => new BoardProjection(
            s.GetRequiredService<FeedReader>(), s.GetRequiredService<IQueries>(), () => s.GetRequiredService<IArbiterEngine>().Reference,
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ArbiterMetrics>();
        services.AddSingleton(s => PhoneRegion.Read(s.GetRequiredService<IConfiguration>()));
        services.AddSingleton<ClaimReader>();
        services.AddSingleton<Decisions>();
        services.AddSingleton<LookUpDesk>();
        services.AddSingleton<TokenIndex>();
        services.AddSingleton<FirstToken>();
        services.AddHostedService<ArbiterRuntime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain.Requests);
    }

    public static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton<LiveGauges>();
        services.AddSignalR(hub =>
        {
            // Bounds for each connection: a subscriber sends next to nothing, and gets at most a page ahead of what it takes. The hub itself bounds how many streams it has.
            hub.MaximumReceiveMessageSize = 4 * 1024;
            hub.StreamBufferCapacity = 4;
            hub.MaximumParallelInvocationsPerClient = 4;
        });
    }

    /// <summary>Batches and imports keep the engine busy for long: a few at once, a bounded queue behind them.</summary>
    public static void AddBatchPlaces(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.AddConcurrencyLimiter(EndpointExtensions.BatchPlaces, places =>
        {
            places.PermitLimit = BatchesAtWork;
            places.QueueLimit = BatchesWaiting;
            places.QueueProcessingOrder = QueueProcessingOrder.OldestFirst;
        });
        limits.OnRejected = (context, _) => new ValueTask(ProblemCatalog.Overloaded(TimeSpan.FromSeconds(1)).WriteAsync(context.HttpContext));
    });

    public static void ConfigureKestrel(this WebApplicationBuilder builder, ServeOptions options)
    {
        builder.WebHost.UseUrls(options.Urls ?? ServeOptions.DefaultUrl);
        // A request goes on in the thread that read it, and an answer is sent by the thread that has it. "Unsafe" is that only on threads that poll sockets; these are the pool's.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 8 * 1024 * 1024;
            kestrel.Limits.MaxConcurrentConnections = 20_000;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 20_000;
        });
    }

    /// <summary>Addresses of requests can hold personal data, and logging each costs more than deciding it.</summary>
    public static void ConfigureLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // As long as this could log, the host makes an activity and a scope of names for every request; traces make theirs when somebody exports them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        // Advises another garbage collector, with a reason of ours against it; and takes the time since the machine started for a delay.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        // A line for each placement of a grain.
        builder.Logging.AddFilter("Polly", LogLevel.Warning);
        // What keeps the host from starting is told once, by the command that started it, in words for people.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR", LogLevel.Error);
    }
}
