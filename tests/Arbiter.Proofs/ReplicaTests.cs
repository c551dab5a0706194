using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs;

/// <summary>P1, P6 and P7 where several servers share one PostgreSQL: they are as one.</summary>
public sealed class ReplicaTests
{
    const int Operations = 2500;
    static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public Task Replicas_answer_as_one_and_tell_the_same_story(int replicas, bool relay) => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var cluster = await Cluster.StartAsync(run, Enumerable.Range(0, replicas).Select(_ => new ServerProcess(database.ConnectionString, engine: relay ? null : EngineChoice.Alone)));
        var company = await Company.FoundAsync(cluster.Addresses);
        using var following = new CancellationTokenSource();
        var live = cluster.Addresses.Select(a => HubReader.FollowAsync(a, 0, following.Token)).ToList();
        await using var traffic = new ClaimTraffic(new TrafficPlan(run.Seed), company, cluster.Addresses);
        run.Keep(traffic);
        traffic.Start();
        await traffic.ReachAsync(Operations);
        var history = await traffic.StopAsync();

        traffic.RequireNoFaults();
        run.Say($"{replicas} replicas; {traffic.RefusedService} attempts without service; {Summary.Of(history)}");
        var length = await ChainCheck.RequireAsync(database.ConnectionString);
        using var client = new ArbiterClient();
        var feeds = new List<IReadOnlyList<LoggedEvent>>();
        foreach (var address in cluster.Addresses)
        {
            var audit = new LogAudit();
            await Poll.UntilAsync($"the feed of {address} reaches {length}", CatchUp, async () =>
            {
                await audit.ReadOnAsync(client, address);
                return audit.Events.Count >= length;
            });
            audit.Require(history, everyRefusal: false);
            Assert.Null(Answers.Refute(audit.Settled(history)));
            feeds.Add(audit.Events);
        }

        await Poll.UntilAsync("every hub has told everything", CatchUp, () => live.All(l => l.Count >= length));
        await following.CancelAsync();
        foreach (var feed in feeds) Assert.Equal(feeds[0].Select(e => e.Text), feed.Select(e => e.Text));
        foreach (var hub in live) Assert.Equal(feeds[0].Select(e => e.Text), hub.Take((int)length));
        Assert.Equal(0, traffic.RefusedService);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_quota_is_exact_across_replicas(bool relay) => ProofRun.OfAsync(async run =>
    {
        const int quota = 50;
        const int attempts = 400;
        const int clients = 16;
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var cluster = await Cluster.StartAsync(run, Enumerable.Range(0, 3).Select(_ => new ServerProcess(database.ConnectionString, engine: relay ? null : EngineChoice.Alone)));
        var company = await Company.FoundAsync(cluster.Addresses, reps: 2, claimsPerDay: quota);
        await Poll.UntilAsync("all replicas know the policy", CatchUp, () => cluster.AllAsync(async (http, a) =>
            (await http.GetAsync(a, "/api/v1/policies/default"))["quotas"]!["claimsPerDay"]!.GetValue<int>() == quota));

        var answers = await Task.WhenAll(Enumerable.Range(0, clients).Select(c => Task.Run(() => HammerAsync(run, company, cluster, c, attempts / clients))));

        foreach (var rep in company.Reps)
        {
            var kinds = answers.SelectMany(a => a).Where(a => a.Rep == rep).GroupBy(a => a.Kind).ToDictionary(g => g.Key, g => g.Count());
            run.Say($"{rep}: " + string.Join(", ", kinds));
            Assert.Equal(quota, kinds["granted"]);
            Assert.Equal(2, kinds.Count);
            Assert.True(kinds["overQuota"] > 0);
        }

        var audit = new LogAudit();
        using var client = new ArbiterClient();
        await audit.ReadOnAsync(client, cluster.Addresses[0]);
        Assert.Equal(2 * quota, audit.Events.Count(e => e.Type == "claimGranted"));
    });

    static async Task<List<(string Rep, string Kind)>> HammerAsync(ProofRun run, Company company, Cluster cluster, int client, int attempts)
    {
        var random = new Random(unchecked(run.Seed * 31 + client));
        using var http = new ArbiterClient();
        var answers = new List<(string, string)>();
        for (var n = 0; n < attempts; n++)
        {
            var rep = company.Reps[n % 2];
            var claim = new Operation { Id = $"q-{client}-{n}", Client = client, Act = Act.Claim, Rep = rep, Keys = [client * attempts + n] };
            var attempt = await http.SendAsync(cluster.Addresses[random.Next(cluster.Addresses.Count)], claim, company.Token(rep));
            answers.Add((rep, attempt.Answer?.Kind ?? $"{attempt}"));
        }

        return answers;
    }
}
