using System.Net;
using Arbiter.Engine;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Engine.Relay;
using Arbiter.Server.Relay;
using Arbiter.Server.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;

namespace Arbiter.Server.Hosting;

/// <summary>Chooses who decides. Either way the turns are the same code; the difference is where in a cluster they run.</summary>
static partial class EngineChoice
{
    public const string Setting = "Arbiter:Engine";
    public const string Local = "local";
    public const string Orleans = "orleans";
    public const string SiloPort = "Arbiter:Orleans:SiloPort";
    public const string Address = "Arbiter:Orleans:Address";
    public const string ClusterId = "Arbiter:Orleans:ClusterId";
    public const string DefaultClusterId = "arbiter";

    /// <exception cref="SettingException">There is no such engine, or not in this build.</exception>
    public static void AddEngine(this WebApplicationBuilder builder, ServeOptions options)
    {
        switch (options.Engine ?? builder.Configuration[Setting] ?? Local)
        {
            case Local: builder.AddLocalEngine(options); break;
            case Orleans: builder.AddOrleansEngine(options); break;
            default: throw new SettingException($"{Setting}: no such engine. Give '{Local}' or '{Orleans}'.");
        }
    }

    static void AddLocalEngine(this WebApplicationBuilder builder, ServeOptions options)
    {
        var services = builder.Services;
        if (!RelaySettings.IsOn(builder.Configuration))
        {
            services.AddSingleton(s => Turns(s, options));
            services.AddSingleton<IArbiterEngine>(s => s.GetRequiredService<LocalEngine>());
            return;
        }

        var given = RelaySettings.Given(builder.Configuration);
        services.AddSingleton<RelayNews>();
        services.AddSingleton(s => Turns(s, options, s.GetRequiredService<RelayNews>()));
        services.AddSingleton(s => Relaying(s, given));
        services.AddSingleton(s => new RelayEngine(
            s.GetRequiredService<LocalEngine>(), s.GetRequiredService<RelayNews>(), s.GetRequiredService<IStore>().Replicas, s.GetRequiredService<RelayOptions>(),
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IArbiterEngine>(s => s.GetRequiredService<RelayEngine>());
        services.AddSingleton<IClusterMember>(s => s.GetRequiredService<RelayEngine>());
    }

    static RelayOptions Relaying(IServiceProvider services, IPAddress? given)
    {
        var (server, started) = (services.GetRequiredService<IServer>(), services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted);
        var log = services.GetRequiredService<ILogger<RelayEngine>>();
        return new RelayOptions(() => started.IsCancellationRequested ? RelaySettings.Find(server, given) : null)
        {
            OnChange = change => log.LogInformation("{Change}", change),
        };
    }

    static LocalEngineOptions Turns(IServiceProvider services, ServeOptions options, ICommitListener? listener = null) => new(options.Seed)
    {
        OnFault = fault => services.GetRequiredService<ILogger<LocalEngine>>().LogCritical("The engine started over: {Fault} at {Place}", fault.GetType().Name, fault.StackTrace),
        OnUnstorable = why => services.GetRequiredService<ILogger<LocalEngine>>().LogError("A command was turned away, because it cannot be stored: {Why}", why.Message),
        OnWaited = services.GetRequiredService<ArbiterMetrics>().Waited,
        Listener = listener,
        OnAnotherLog = (known, found) => services.GetRequiredService<ILogger<LocalEngine>>().LogCritical(
            "THE LOG IS ANOTHER ONE: this server knew it up to {Known}, and what is in the database, up to {Found}, does not continue that. It was restored, or a "
            + "standby took over that lacked the end of it: rulings that were acknowledged may be gone. Serving what is there; subscribers begin again.",
            known.Seq, found.Seq),
    };

#if !ORLEANS
    static void AddOrleansEngine(this WebApplicationBuilder builder, ServeOptions options) => throw new SettingException(
        "This build of Arbiter does not have the engine 'orleans'. Build cluster/Arbiter.Cluster.sln, or the server with -p:WithOrleans=true.");
#endif
}
