using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Scenarios;
using Arbiter.LoadTests.Setup;
using Arbiter.LoadTests.Tests.Fake;

namespace Arbiter.LoadTests.Tests.Scenarios;

public class ScaleTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_marks_are_filled_and_told_with_latency_and_memory()
    {
        await using var fake = await FakeArbiter.StartAsync();
        var session = await ServerSetup.PrepareAsync(fake.Target, "admin-token", 1, Identifiers.Phone, Stop);
        var options = RunOptions.Default with
        {
            RatePerSecond = 200,
            During = TimeSpan.FromSeconds(0.5),
            ServerPid = Environment.ProcessId,
            Customers = 20_000,
        };

        var report = await Scale.RunAsync(session, options, TimeSpan.Zero, Stop);

        Assert.Empty(report.Correctness!.Violations);
        Assert.Contains(report.Thresholds, threshold => threshold.Name == "p99 at 20,000 / p99 at 10,000 ≤ 1.5");
        Assert.Contains(report.Thresholds, threshold => threshold.Name == "resident memory of the server in the end < 600 MB" && threshold.Actual > 0);
        Assert.InRange(report.More["customers in the end"], 20_000, 25_000);
        Assert.True(report.More["p99 at 10,000 customers (ms)"] > 0);
        Assert.True(report.More["peak resident memory of the server in the whole run (MB)"] >= report.More["resident memory of the server at 20,000 customers (MB)"]);
    }

    [Theory]
    [InlineData(19_999)]
    [InlineData(10_000_001)]
    public void The_second_mark_is_well_above_the_first_and_bounded(long customers) =>
        Assert.Throws<FormatException>(() => (RunOptions.Default with { Customers = customers }).Validated());
}
