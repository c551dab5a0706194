using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;

namespace Arbiter.LoadTests.Tests.Load;

public class ThresholdTests
{
    static Measurement Measured(int planned, int sent, int failed, long latencyMs)
    {
        var measurement = new Measurement(1) { Planned = planned, Sent = sent, AnsweredInTime = sent - failed, Elapsed = TimeSpan.FromSeconds(2) };
        measurement.Fail(Failure.Timeout, failed);
        measurement.Latency.Record(latencyMs * 1_000_000);
        return measurement;
    }

    [Theory]
    [InlineData(24, true)]
    [InlineData(26, false)]
    public void A_latency_must_stay_below_its_limit(long latencyMs, bool passed) =>
        Assert.Equal(passed, Threshold.LatencyBelow(99, 25).Judge(Measured(1000, 1000, 0, latencyMs)).Passed);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void An_error_rate_must_stay_below_its_limit(int failed, bool passed) =>
        Assert.Equal(passed, Threshold.ErrorRateBelow(0.001).Judge(Measured(1000, 1000, failed, 1)).Passed);

    [Theory]
    [InlineData(990, true)]
    [InlineData(989, false)]
    public void Nearly_all_planned_requests_must_be_sent(int sent, bool passed) =>
        Assert.Equal(passed, Threshold.SentAtLeast(0.99).Judge(Measured(1000, sent, 0, 1)).Passed);

    [Fact]
    public void Throughput_counts_claims_and_not_requests()
    {
        var measurement = new Measurement(500) { AnsweredInTime = 10, Elapsed = TimeSpan.FromSeconds(2) };
        Assert.Equal(2500, measurement.ClaimsPerSecond);
        Assert.True(Threshold.ClaimsPerSecondAtLeast(2500).Judge(measurement).Passed);
    }

    [Fact]
    public void What_was_not_measured_is_not_good_enough() =>
        Assert.False(Threshold.LatencyBelow(99, 25).Judge(new Unmeasured()).Passed);

    /// <summary>Figures of a generator that tells no latencies and no rates by second.</summary>
    internal sealed class Unmeasured : IFigures
    {
        public int ClaimsPerRequest => 1;
        public long Planned => 1;
        public long Sent => 1;
        public long Answered => 1;
        public double ClaimsPerSecond => 1;
        public IReadOnlyDictionary<Failure, long> Failures { get; } = new Dictionary<Failure, long>();
        public string LatencyCountsFrom => "nowhere";
        public IEnumerable<double> Percentiles => [];
        public IReadOnlyList<long> SentPerSecond => [];
        public IReadOnlyList<long> AnsweredPerSecond => [];
        public double LatencyMs(double percentile) => double.NaN;
    }
}
