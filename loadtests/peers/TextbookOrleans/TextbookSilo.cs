using System.Net;
using System.Net.Sockets;
using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace TextbookOrleans;

/// <summary>What the silo is made of.</summary>
static class TextbookSilo
{
    /// <summary>The grain storage's name.</summary>
    public const string Claims = "claims";

    /// <summary>
    /// One silo needs no membership table. Two processes of this program on one database are what a cluster is while its network is split: each believes that it is
    /// the cluster, and both have the same service id, so that they share the stored state.
    /// </summary>
    public static void Configure(ISiloBuilder silo, NpgsqlDataSource database)
    {
        silo.UseLocalhostClustering(FreePort(), FreePort(), serviceId: "textbook", clusterId: "textbook");
        // Orleans' own binary format instead of JSON: smaller and faster.
        silo.AddAdoNetGrainStorage(Claims, storage => storage.Configure<Serializer>((options, serializer) =>
        {
            options.Invariant = "Npgsql";
            options.DataSource = database;
            options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
        // A claimed customer is seldom asked for again at once. The shortest age that is sensible with the default quantum of a minute.
        silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(2));
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
