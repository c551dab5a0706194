using Arbiter.Engine.Local;
using Arbiter.Orleans.Calls;
using Arbiter.Orleans.Grains;
using Arbiter.Orleans.Streams;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Arbiter.Orleans.Silos;

/// <summary>What a silo is made of, with the reason for each figure.</summary>
static class SiloConfiguration
{
    public static void Configure(ISiloBuilder silo, OrleansSettings settings, int port, NpgsqlDataSource database, LocalEngine engine, ClusterView cluster)
    {
        silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (settings.ClusterId, "arbiter"));
        // No gateway: nobody but silos comes in here.
        silo.Configure<EndpointOptions>(o => (o.AdvertisedIPAddress, o.SiloPort, o.GatewayPort) = (settings.Address, port, 0));
        silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = settings.Patience);
        Membership(silo, settings, database);
        Collection(silo);
        Directory(silo);
        Streams(silo, database);
        silo.Services.AddSingleton(engine);
        silo.Services.AddSingleton(cluster);
        silo.Services.AddSingleton<SiloTurns>();
        silo.AddIncomingGrainCallFilter<CallFilter>();
    }

    /// <summary>
    /// A dead silo's keys have to be answered again within ten seconds. Probed every second, given up after three misses, with the votes of two silos where there are as
    /// many: some four seconds after a silo fell silent, and not because one silo has trouble with its own network. One that is declared dead by mistake loses nothing
    /// but its activations; the store decides who owns what.
    /// </summary>
    static void Membership(ISiloBuilder silo, OrleansSettings settings, NpgsqlDataSource database)
    {
        silo.UseAdoNetClustering(o => (o.Invariant, o.DataSource) = ("Npgsql", database));
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = settings.Probe;
            o.NumMissedProbesLimit = 3;
            o.NumVotesForDeathDeclaration = 2;
            o.NumProbedSilos = 10;
            // Gossip tells of changes at once; the table is for those whom it does not reach.
            o.TableRefreshTimeout = 5 * settings.Probe;
            // A silo that starts has to reach all that are alive. One that ended without a word, with nobody left to notice, counts as such for three times this long.
            o.IAmAliveTablePublishTimeout = 2 * settings.Probe;
            o.MaxJoinAttemptTime = TimeSpan.FromMinutes(1);
        });
    }

    /// <summary>
    /// Most keys are claimed once. A grain holds nothing that is not elsewhere: collected a few seconds after its last call it costs one activation when it is asked
    /// again, and what lives only for seconds is never much.
    /// </summary>
    static void Collection(ISiloBuilder silo) => silo.Configure<GrainCollectionOptions>(o =>
    {
        o.CollectionQuantum = TimeSpan.FromSeconds(2);
        o.CollectionAge = TimeSpan.FromMinutes(1);
        foreach (var grain in (Type[])[typeof(CustomerKeyGrain), typeof(CustomerGrain), typeof(QuotaGrain)])
            o.ClassSpecificCollectionAge[grain.FullName!] = TimeSpan.FromSeconds(5);
    });

    /// <summary>
    /// Where grains were last, so that the directory need not be asked. Most keys are claimed once, and Orleans' own limit of a million remembers them all: a third of a
    /// kilobyte each, which the garbage collector moves from generation to generation. New ones pass through a fifth of this; what is asked again meanwhile stays longer.
    /// </summary>
    static void Directory(ISiloBuilder silo) => silo.Configure<GrainDirectoryOptions>(o => o.CacheSize = 16_384);

    static void Streams(ISiloBuilder silo, NpgsqlDataSource database)
    {
        // Who is subscribed: of use while silos live, and found again when they start. No ownership is ever in grain storage.
        silo.AddAdoNetGrainStorage("PubSubStore", o => (o.Invariant, o.DataSource) = ("Npgsql", database));
        silo.AddMemoryStreams(LogStream.Provider, stream =>
        {
            // One log, one order, one queue.
            stream.ConfigurePartitioning(1);
            stream.ConfigurePullingAgent(agent => agent.Configure(o => o.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(20)));
            // Kept by age alone, whatever its size: Orleans' own half hour would be most of a gigabyte at a thousand events a second. Who is slower finds it in the log.
            stream.ConfigureCacheEviction(cache => cache.Configure(o =>
                (o.DataMinTimeInCache, o.DataMaxAgeInCache, o.MetadataMinTimeInCache) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30))));
        });
    }
}
