using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;
using Npgsql;

namespace Arbiter.Proofs;

/// <summary>What one replica decides reaches the others by the log, soon: tokens, roster, policies, and subscribers that change their server.</summary>
public sealed class NewsTests
{
    /// <summary>A second is meant; machines that are busy with other proofs get another one.</summary>
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public Task Tokens_roster_and_policies_reach_the_other_replicas() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var cluster = await Cluster.StartAsync(run, database, 3);
        using var client = new ArbiterClient();
        var (here, others) = (cluster.Addresses[0], cluster.Addresses.Skip(1).ToList());
        var slowest = TimeSpan.Zero;
        for (var n = 1; n <= 5; n++)
        {
            var rep = $"rep-{n:D2}";
            await client.CallAsync(HttpMethod.Put, here, $"/api/v1/roster/reps/{rep}", new JsonObject { ["name"] = rep });
            var issued = await client.CallAsync(HttpMethod.Post, here, "/api/v1/tokens", new JsonObject { ["name"] = rep, ["role"] = "rep", ["rep"] = rep });
            var token = issued["token"]!.GetValue<string>();
            await ReachesAsync("the token is known", other => StatusIsAsync(other, token, HttpStatusCode.OK));
            await ReachesAsync("the rep is known", async other => (await client.GetAsync(other, "/api/v1/roster")).ToJsonString().Contains(rep, StringComparison.Ordinal));

            var policy = await client.GetAsync(here, "/api/v1/policies/default");
            var version = policy["version"]!.GetValue<int>();
            policy["quotas"]!["claimsPerDay"] = 100 + n;
            await client.CallAsync(HttpMethod.Put, here, "/api/v1/policies/default", policy, string.Create(CultureInfo.InvariantCulture, $"\"{version}\""));
            // Told by the feed soon; decided by at once, wherever: a turn looks at the head of the log.
            var claim = await client.CallAsync(HttpMethod.Post, others[n % others.Count], "/api/v1/claims", new JsonObject
            {
                ["rep"] = rep,
                ["identifiers"] = new JsonArray(new JsonObject { ["kind"] = "phone", ["value"] = ArbiterClient.Phone(n) }),
            });
            Assert.Equal(version + 1, claim["policyVersion"]!.GetValue<int>());
            await ReachesAsync("the policy is known", async other =>
                (await client.GetAsync(other, "/api/v1/policies/default"))["version"]!.GetValue<int>() == version + 1);

            using var revoke = new HttpRequestMessage(HttpMethod.Delete, new Uri(here, $"/api/v1/tokens/{issued["id"]!.GetValue<string>()}"));
            revoke.Headers.Add("Authorization", "Bearer " + ServerProcess.AdminToken);
            using var http = new HttpClient();
            using var revoked = await http.SendAsync(revoke);
            Assert.True(revoked.IsSuccessStatusCode);
            await ReachesAsync("the token is refused", other => StatusIsAsync(other, token, HttpStatusCode.Unauthorized));
        }

        run.Say($"slowest after {slowest.TotalMilliseconds:F0} ms");
        Assert.True(slowest < Soon, $"It took {slowest.TotalMilliseconds:F0} ms.");

        async Task ReachesAsync(string what, Func<Uri, Task<bool>> holds)
        {
            var began = Stopwatch.GetTimestamp();
            foreach (var other in others) await Poll.UntilAsync(what, Patience, () => holds(other));
            var took = Stopwatch.GetElapsedTime(began);
            if (took > slowest) slowest = took;
        }
    });

    /// <param name="isLeader">Whether the replica that stands still is the one that decides for both.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_subscriber_that_is_ahead_of_its_new_replica_waits_for_it(bool isLeader) => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var first = await Cluster.StartAsync(run, database, 1);
        await Poll.UntilAsync("the first one leads", Patience, () => Task.FromResult(first.Servers[0].Output.Contains("This replica leads,", StringComparison.Ordinal)));
        await using var second = await Cluster.StartAsync(run, database, 1);
        var (ahead, behind) = isLeader ? (second.Servers[0], first.Servers[0]) : (first.Servers[0], second.Servers[0]);
        var company = await Company.FoundAsync([ahead.Address, behind.Address]);
        using var client = new ArbiterClient();
        using var following = new CancellationTokenSource();
        for (var round = 0; round < 5; round++)
        {
            // Its connections stand; it hears nothing of what is claimed meanwhile.
            behind.Pause();
            var seen = await ClaimAsync(round * 100, 30);
            var moved = HubReader.FollowAsync(behind.Address, seen, following.Token);
            behind.Resume();
            var last = await ClaimAsync(round * 100 + 50, 10);

            await Poll.UntilAsync("the subscriber goes on", Patience, () => moved.Count >= last - seen || moved.Any(e => e.StartsWith("ended", StringComparison.Ordinal)));
            Assert.DoesNotContain(moved, e => e.StartsWith("ended", StringComparison.Ordinal));
            var page = await client.GetAsync(ahead.Address, $"/api/v1/events?after={seen}&limit=1000");
            Assert.Equal(page["events"]!.AsArray().Select(e => JsonNode.Parse(e!.ToJsonString())!["seq"]!.GetValue<long>()), moved.Select(e => JsonNode.Parse(e)!["seq"]!.GetValue<long>()));
        }

        await following.CancelAsync();

        async Task<long> ClaimAsync(int firstKey, int claims)
        {
            Answer? answer = null;
            for (var key = firstKey; key < firstKey + claims; key++)
            {
                var claim = new Operation { Id = $"n-{key}", Client = 0, Act = Act.Claim, Rep = company.Reps[0], Keys = [key], Keyed = true };
                answer = (await client.SendAsync(ahead.Address, claim, company.Token(claim.Rep))).Answer;
                Assert.Equal("granted", answer?.Kind);
            }

            return answer!.Seq;
        }
    });

    /// <summary>A server that appends all the time is not notified: it would be woken for what its appends bring it anyhow. One that is quiet again is.</summary>
    [Fact]
    public Task A_busy_replica_is_not_notified_and_hears_of_all_when_it_is_quiet_again() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var cluster = await Cluster.StartAsync(run, database, 2);
        var company = await Company.FoundAsync(cluster.Addresses);
        using var client = new ArbiterClient();
        await Poll.UntilAsync("both want to be notified", Patience, async () => await ListenersAsync(database) == 2);

        using var ending = new CancellationTokenSource();
        var next = 0;
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!ending.IsCancellationRequested) await GrantAsync(cluster.Addresses[0], Interlocked.Increment(ref next));
        })).ToList();
        await Poll.UntilAsync("the busy one does not want to be notified", Patience, async () => await ListenersAsync(database) == 1);
        await ending.CancelAsync();
        await Task.WhenAll(load);
        await Poll.UntilAsync("it wants to again", Patience, async () => await ListenersAsync(database) == 2);

        using var following = new CancellationTokenSource();
        var heard = HubReader.FollowAsync(cluster.Addresses[0], await GrantAsync(cluster.Addresses[0], next + 1), following.Token);
        await GrantAsync(cluster.Addresses[1], next + 2);
        await Poll.UntilAsync("its subscribers hear of what the other decides", Patience, () => !heard.IsEmpty);
        Assert.DoesNotContain("ended", heard.First(), StringComparison.Ordinal);
        await following.CancelAsync();

        async Task<long> GrantAsync(Uri server, int key)
        {
            var claim = new Operation { Id = $"b-{key}", Client = 0, Act = Act.Claim, Rep = company.Reps[0], Keys = [key], Keyed = true };
            var answer = (await client.SendAsync(server, claim, company.Token(claim.Rep))).Answer;
            Assert.Equal("granted", answer?.Kind);
            return answer!.Seq;
        }
    });

    static async Task<long> ListenersAsync(ProofDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 728302 AND granted", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    static async Task<bool> StatusIsAsync(Uri server, string token, HttpStatusCode status)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/api/v1/me"));
        request.Headers.Add("Authorization", "Bearer " + token);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode == status;
    }
}
