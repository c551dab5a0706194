using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Reports;
using Arbiter.LoadTests.Scenarios;
using Arbiter.LoadTests.Setup;
using Arbiter.LoadTests.Tests.Fake;

namespace Arbiter.LoadTests.Tests.Scenarios;

/// <summary>Short runs against a server in memory. They assert what was counted, never how fast it was.</summary>
public class WholeRunTests
{
    static readonly RunOptions options = RunOptions.Default with { Timeout = TimeSpan.FromSeconds(30) };

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static Task<Session> PrepareAsync(FakeArbiter fake) => ServerSetup.PrepareAsync(fake.Target, "admin-token", 1, Identifiers.Phone, Stop);

    static async Task<RunReport> RunAsync(Fault fault, WorkloadFactory workload, LoadStep step)
    {
        await using var fake = await FakeArbiter.StartAsync(fault);
        var scenario = new Scenario("test", "", 8, null, [step], []);
        return await CheckedRun.RunAsync(await PrepareAsync(fake), scenario, workload, options, Stop);
    }

    static Inject Some => new(400, TimeSpan.FromSeconds(0.5));

    [Fact]
    public async Task Setup_raises_quotas_and_fills_the_roster()
    {
        await using var fake = await FakeArbiter.StartAsync();
        var session = await PrepareAsync(fake);
        Assert.Equal("channel-token", session.ChannelToken);
        Assert.Equal((2, 24), (fake.TeamsPut, fake.RepsPut));
        Assert.Contains("\"claimsPerDay\":1000000000", fake.PolicyPut);
    }

    [Fact]
    public async Task Setup_waits_for_the_first_token_of_a_server_that_has_just_started()
    {
        await using var fake = await FakeArbiter.StartAsync(Fault.KnowTokenLate);
        Assert.Equal("channel-token", (await PrepareAsync(fake)).ChannelToken);
    }

    [Fact]
    public async Task First_claims_are_all_granted_and_right()
    {
        var report = await RunAsync(Fault.None, Workloads.Storm, Some);
        Assert.Empty(report.Correctness!.Violations);
        Assert.Equal(200, report.Planned);
        Assert.Equal(report.Sent, report.Correctness.FeedGrants);
    }

    [Fact]
    public async Task A_hot_customer_has_one_owner()
    {
        var report = await RunAsync(Fault.None, Workloads.Hot, Some);
        Assert.Empty(report.Correctness!.Violations);
        Assert.Equal((1, 1), (report.Correctness.Keys, report.Correctness.FeedGrants));
    }

    [Fact]
    public async Task Mixed_claims_are_right() =>
        Assert.Empty((await RunAsync(Fault.None, Workloads.Mixed, Some)).Correctness!.Violations);

    [Fact]
    public async Task Batches_are_right_in_the_closed_model()
    {
        var report = await RunAsync(Fault.None, Workloads.Batch, new KeepConstant(2, TimeSpan.FromSeconds(0.3)));
        Assert.Empty(report.Correctness!.Violations);
        Assert.Empty(report.Failures);
        Assert.Equal(report.Answered * Workloads.BatchLength, report.Correctness.FeedGrants);
    }

    [Theory]
    [InlineData(Fault.GrantTwice, "one grant for each key")]
    [InlineData(Fault.NameWrongOwner, "nobody is refused their own customer")]
    public async Task Wrong_rulings_are_found(Fault fault, string rule) =>
        Assert.Contains((await RunAsync(fault, Workloads.Hot, Some)).Correctness!.Violations, violation => violation.Rule == rule);

    [Theory]
    [InlineData(Fault.LoseEvent, "the feed has no gap and no repeat")]
    [InlineData(Fault.RepeatEvent, "the feed grants a customer once")]
    [InlineData(Fault.GrantWithoutRuling, "the feed invents no grant")]
    public async Task A_wrong_feed_is_found(Fault fault, string rule) =>
        Assert.Contains((await RunAsync(fault, Workloads.Storm, Some)).Correctness!.Violations, violation => violation.Rule == rule);

    [Theory]
    [InlineData(Fault.Overload, Failure.Overloaded429)]
    [InlineData(Fault.CloseConnections, Failure.Closed)]
    [InlineData(Fault.AnswerNonsense, Failure.BadBody)]
    public async Task Failures_are_counted_by_kind_and_make_no_ruling_wrong(Fault fault, Failure kind)
    {
        var report = await RunAsync(fault, Workloads.Storm, Some);
        Assert.Equal(report.Sent / 20, report.Failures[kind]);
        Assert.Empty(report.Correctness!.Violations);
    }

    [Fact]
    public async Task A_request_that_waits_for_a_connection_is_late_by_its_wait_too()
    {
        await using var fake = await FakeArbiter.StartAsync(Fault.AnswerLate);
        var scenario = new Scenario("test", "", Connections: 1, null, [new Inject(100, TimeSpan.FromSeconds(0.5))], []);
        var report = await CheckedRun.RunAsync(await PrepareAsync(fake), scenario, Workloads.Storm, options, Stop);
        // The second request was planned 10 ms after the first and had to wait for its answer, and then for its own.
        Assert.True(report.Latency.MaxMs > 1.5 * FakeArbiter.Delay.TotalMilliseconds);
        Assert.Equal(50, report.Planned);
        // What waits when the step ends is sent all the same, and as late as it is.
        Assert.True(report.Sent > 0.5 / FakeArbiter.Delay.TotalSeconds + 1);
        Assert.Equal(50 - report.Sent, report.Failures[Failure.NotSent]);
    }

    [Fact]
    public async Task A_timeout_leaves_the_outcome_open_and_stays_in_the_latencies()
    {
        await using var fake = await FakeArbiter.StartAsync(Fault.AnswerLate);
        var scenario = new Scenario("test", "", 8, null, [new Inject(100, TimeSpan.FromSeconds(0.2))], []);
        var report = await CheckedRun.RunAsync(await PrepareAsync(fake), scenario, Workloads.Storm, options with { Timeout = TimeSpan.FromMilliseconds(20) }, Stop);
        Assert.True(report.Failures[Failure.Timeout] > 0);
        Assert.Equal(report.Failures[Failure.Timeout], report.Correctness!.OutcomesUnknown);
        Assert.True(report.Latency.P50Ms >= 20);
        Assert.Empty(report.Correctness.Violations);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_counted_and_not_hammered()
    {
        var fake = await FakeArbiter.StartAsync();
        var session = await PrepareAsync(fake);
        await fake.DisposeAsync();
        var scenario = new Scenario("test", "", 4, null, [new Inject(1000, TimeSpan.FromSeconds(0.3))], []);
        var workload = Workloads.Storm(session, new(), scenario);
        var measurement = await ScenarioRunner.RunAsync(scenario, session.Targets, workload, options.Timeout, Stop);
        Assert.Equal(0, measurement.Sent);
        Assert.Equal(300, measurement.Failed);
        // Each of four connections tries again after 100 ms at the earliest.
        Assert.InRange(measurement.Failures[Failure.Connect], 4, 16);
    }

    [Fact]
    public async Task A_copy_of_the_closed_model_waits_as_long_as_it_is_told()
    {
        var report = await RunAsync(Fault.Overload, Workloads.Storm, new KeepConstant(8, TimeSpan.FromSeconds(0.9)));
        // Retry-After is a second, longer than the step: each of the eight copies is refused once at most.
        Assert.InRange(report.Failures[Failure.Overloaded429], 1, 8);
    }

    [Fact]
    public async Task Every_subscriber_gets_the_whole_feed()
    {
        await using var fake = await FakeArbiter.StartAsync();
        var options = RunOptions.Default with { RatePerSecond = 100, During = TimeSpan.FromSeconds(0.5) };
        var report = await Subscribers.RunAsync(await PrepareAsync(fake), options, 20, Stop);
        Assert.Equal(20, report.Thresholds.Single(threshold => threshold.Name.StartsWith("every subscriber")).Actual);
        Assert.Equal(20 * report.Correctness!.FeedEvents, report.More["events delivered"]);
    }

    [Theory]
    [InlineData(Fault.LoseEvent)]
    [InlineData(Fault.RepeatEvent)]
    public async Task A_subscriber_that_misses_an_event_or_gets_one_twice_is_found(Fault fault)
    {
        await using var fake = await FakeArbiter.StartAsync(fault);
        var options = RunOptions.Default with { RatePerSecond = 100, During = TimeSpan.FromSeconds(0.5) };
        var report = await Subscribers.RunAsync(await PrepareAsync(fake), options, 3, Stop);
        Assert.False(report.Thresholds.Single(threshold => threshold.Name.StartsWith("every subscriber")).Passed);
    }
}
