using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Faults;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Chaos;

/// <summary>Three servers on hosts of their own and PostgreSQL on a fourth: one after the other is cut off from the rest, slow, loses packets, and is well again. Takes any engine.</summary>
static class HostsRun
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    public static async Task ProveAsync(ProofRun run, Func<NetworkHost, EngineChoice?> engine)
    {
        await using var network = FaultyNetwork.Create(4, run.Seed);
        await using var database = await ProofDatabase.CreateAsync(network.Hosts[3]);
        await using var cluster = await Cluster.StartAsync(
            run, network.Hosts.Take(3).Select(h => new ServerProcess(database.ConnectionString, engine: engine(h), host: h)));
        var host = network.Hosts[0];
        var company = await Company.FoundAsync(cluster.Addresses, repeatWindowSeconds: 0, host: host);
        await using var traffic = new ClaimTraffic(new TrafficPlan(run.Seed) { GoElsewhereAfter = TimeSpan.FromSeconds(3) }, company, cluster.Addresses, host);
        run.Keep(traffic);
        traffic.Start();
        foreach (var fault in (LinkFault[])[LinkFault.Cut, LinkFault.Slow, LinkFault.Lossy, LinkFault.Cut])
        {
            var hit = run.Random.Next(3);
            await traffic.ReachAsync(traffic.Completed + 100);
            network.Hosts[hit].Set(fault);
            run.Note($"server {hit}: {fault}");
            await traffic.ReachAsync(traffic.Completed + 150);
            network.Hosts[hit].Set(LinkFault.None);
            await Poll.UntilAsync($"server {hit} is back", Long, async () => (int?)await cluster.Servers[hit].StatusAsync("/readyz") == 200);
        }

        await RequireAsync(run, database, cluster, await traffic.StopAsync(), traffic, host);
    }

    /// <summary>The log is whole, all servers tell the same, and every answer is explained.</summary>
    public static async Task RequireAsync(
        ProofRun run, ProofDatabase database, Cluster cluster, IReadOnlyList<Operation> history, ClaimTraffic traffic, NetworkHost? host = null)
    {
        traffic.RequireNoFaults();
        using var client = new ArbiterClient(host);
        var length = await ChainCheck.RequireAsync(database.NearConnectionString);
        var feeds = new List<IReadOnlyList<LoggedEvent>>();
        foreach (var address in cluster.Addresses)
        {
            var audit = new LogAudit();
            await Poll.UntilAsync($"the feed of {address} reaches {length}", Long, async () =>
            {
                await audit.ReadOnAsync(client, address);
                return audit.Position >= length;
            });
            audit.Require(history, everyRefusal: true);
            if (feeds.Count == 0 && Answers.Refute(audit.Settled(history)) is { } refuted) Assert.Fail(refuted);
            // What was still on its way when everybody had stopped may come after that, and while the feeds are read.
            if (feeds.Count > 0) Assert.Equal(feeds[0].Take((int)length).Select(e => e.Text), audit.Events.Take((int)length).Select(e => e.Text));
            feeds.Add(audit.Events);
        }

        run.Say($"{length} events; {traffic.RefusedService} attempts without service; {Summary.Of(history)}");
    }
}
