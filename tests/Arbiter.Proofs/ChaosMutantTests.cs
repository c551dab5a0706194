using System.Text.Json;
using Arbiter.Proofs.Chaos;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Mutants;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;
using Npgsql;

namespace Arbiter.Proofs;

/// <summary>What the checks of the long proof are worth: each of these lies has to be found out by them.</summary>
public sealed class ChaosMutantTests
{
    const int Operations = 600;
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public Task Subscribers_that_drop_double_or_change_a_record_are_found_out() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await using var server = await InProcessServer.StartAsync(database.ConnectionString, run.Seed, journal => journal);
        await using var traffic = await TrafficAsync(run, server);
        var audit = new RunningAudit(traffic);
        using var client = new ArbiterClient();
        await audit.LookAsync(client, [server.Address], isOver: true);
        Assert.True(audit.Checked >= Operations);
        var place = run.Random.Next(1, (int)audit.Position);

        await FollowAsync(server, audit, e => [e]);
        foreach (var lie in (Func<JsonElement, IEnumerable<JsonElement>>[])[_ => [], e => [e, e], Changed])
        {
            var found = await Assert.ThrowsAsync<ProofFailedException>(
                () => FollowAsync(server, audit, e => e.GetProperty("seq").GetInt64() == place ? lie(e) : [e]));
            run.Say(found.Message);
        }
    });

    [Fact]
    public Task An_acknowledged_ruling_that_is_gone_from_the_log_is_found_out() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        ClaimTraffic traffic;
        await using (var server = await InProcessServer.StartAsync(database.ConnectionString, run.Seed, journal => journal)) traffic = await TrafficAsync(run, server);
        await using var over = traffic;
        // A refusal, so that nothing later in the log stands on it; and the positions are closed up, so that there is no gap to see.
        var gone = traffic.History().Where(o => o is { Act: Act.Claim, Answer: { Kind: "held", Replayed: false } }).Select(o => o.Answer!.Seq).ElementAt(Operations / 10);
        await ExecuteAsync(
            database,
            $"""
            WITH kept AS (SELECT *, seq - (seq > {gone})::int AS place FROM arbiter_events(0, 1000000) WHERE seq <> {gone}), dropped AS (DELETE FROM batches)
            INSERT INTO batches
            SELECT -place, -place, ARRAY[prev], ARRAY[at], ARRAY[customer_id], ARRAY[type], ARRAY[actor], ARRAY[payload], ARRAY[hash] FROM kept;
            UPDATE batches SET first = -first, last = -last;
            UPDATE log_head SET seq = seq - 1
            """);
        await using var next = await InProcessServer.StartAsync(database.ConnectionString, run.Seed, journal => journal);
        using var client = new ArbiterClient();

        var found = await Assert.ThrowsAsync<ProofFailedException>(() => new RunningAudit(traffic).LookAsync(client, [next.Address], isOver: true));

        run.Say(found.Message);
        Assert.Contains("Acknowledged at", found.Message);
        await Assert.ThrowsAsync<ProofFailedException>(() => ChainCheck.RequireAsync(database.ConnectionString));
    });

    static IEnumerable<JsonElement> Changed(JsonElement e) => [JsonDocument.Parse(e.GetRawText().Replace("\"type\":\"", "\"type\":\"x", StringComparison.Ordinal)).RootElement];

    static async Task<ClaimTraffic> TrafficAsync(ProofRun run, InProcessServer server)
    {
        var company = await Company.FoundAsync([server.Address], repeatWindowSeconds: 0);
        var traffic = new ClaimTraffic(new TrafficPlan(run.Seed, OperationsPerGeneration: 100), company, [server.Address]);
        run.Keep(traffic);
        traffic.Start();
        await traffic.ReachAsync(Operations);
        await traffic.StopAsync();
        return traffic;
    }

    /// <summary>Follows the feed to the end of what was audited, seeing it as <paramref name="sees"/> does.</summary>
    static async Task FollowAsync(InProcessServer server, RunningAudit audit, Func<JsonElement, IEnumerable<JsonElement>> sees)
    {
        var subscriber = new Subscriber([server.Address], 0) { Sees = sees };
        using var following = new CancellationTokenSource();
        var feed = subscriber.RunAsync(following.Token);
        await Poll.UntilAsync("the subscriber has seen everything", Soon, () => subscriber.Broken is not null || subscriber.Print.Position >= audit.Position);
        await following.CancelAsync();
        await feed;
        audit.RequireSame([subscriber]);
    }

    static async Task ExecuteAsync(ProofDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
