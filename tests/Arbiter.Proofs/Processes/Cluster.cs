using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Processes;

/// <summary>Several servers on one database.</summary>
sealed class Cluster : IAsyncDisposable
{
    readonly List<ServerProcess> servers = [];

    public IReadOnlyList<ServerProcess> Servers => servers;

    public IReadOnlyList<Uri> Addresses => [.. servers.Select(s => s.Address)];

    /// <summary>All at once, as a deployment would: they race for migrating and for the first admin.</summary>
    public static Task<Cluster> StartAsync(ProofRun run, ProofDatabase database, int replicas) => StartAsync(run, database.ConnectionString, replicas);

    /// <summary>The same, on the database of a setting.</summary>
    public static Task<Cluster> StartAsync(ProofRun run, string connectionString, int replicas) =>
        StartAsync(run, Enumerable.Range(0, replicas).Select(_ => new ServerProcess(connectionString)));

    /// <summary>All of these at once.</summary>
    public static async Task<Cluster> StartAsync(ProofRun run, IEnumerable<ServerProcess> those)
    {
        var cluster = new Cluster();
        foreach (var server in those)
        {
            cluster.servers.Add(server);
            run.Keep(server);
        }

        await Task.WhenAll(cluster.servers.Select(s => s.StartAsync()));
        return cluster;
    }

    /// <summary>Waits until all of them decide.</summary>
    public Task ReadyAsync() => Task.WhenAll(servers.Select(s => Poll.UntilAsync(
        $"{s.Address} is ready", TimeSpan.FromSeconds(20), async () => await s.StatusAsync("/readyz") == System.Net.HttpStatusCode.OK)));

    public async Task<bool> AllAsync(Func<ArbiterClient, Uri, Task<bool>> holds)
    {
        using var client = new ArbiterClient();
        foreach (var address in Addresses)
        {
            if (!await holds(client, address)) return false;
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers) await server.DisposeAsync();
    }
}
