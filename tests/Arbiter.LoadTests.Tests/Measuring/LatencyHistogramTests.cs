using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Measuring;

namespace Arbiter.LoadTests.Tests.Measuring;

public class LatencyHistogramTests
{
    [Fact]
    public void Small_values_are_exact()
    {
        var histogram = new LatencyHistogram();
        for (var value = 1; value <= 2000; value++)
            histogram.Record(value);
        Assert.Equal(1000, histogram.PercentileNs(50));
        Assert.Equal(1980, histogram.PercentileNs(99));
        Assert.Equal(1, histogram.PercentileNs(0));
        Assert.Equal(2000, histogram.PercentileNs(100));
    }

    [Fact]
    public void Every_percentile_is_right_to_a_thousandth()
    {
        var histogram = new LatencyHistogram();
        // From nanoseconds to a minute, evenly in the logarithm.
        var values = Enumerable.Range(0, 20_000).Select(index => (long)Math.Exp(SeededHash.Unit(7, index) * Math.Log(6e10))).ToList();
        values.ForEach(histogram.Record);
        values.Sort();
        foreach (var percentile in new[] { 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100 })
        {
            var exact = values[(int)Math.Ceiling(percentile / 100 * values.Count - 1e-9) - 1];
            Assert.InRange(histogram.PercentileNs(percentile), exact, exact * 1.001);
        }
        Assert.Equal(values[^1], histogram.MaxNs);
    }

    [Fact]
    public void Nothing_recorded_is_zero() => Assert.Equal(0, new LatencyHistogram().PercentileNs(99));

    [Fact]
    public void Values_out_of_range_are_kept_at_the_edges()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(-5);
        Assert.Equal(0, histogram.PercentileNs(100));
        histogram.Record(long.MaxValue);
        Assert.Equal((1L << 40) - 1, histogram.PercentileNs(100));
    }

    [Fact]
    public void Adding_another_is_as_recording_both()
    {
        var (first, second) = (new LatencyHistogram(), new LatencyHistogram());
        first.Record(10);
        second.Record(30_000);
        first.Add(second);
        Assert.Equal(2, first.Count);
        Assert.Equal(10, first.PercentileNs(50));
        Assert.Equal(30_000, first.MaxNs);
    }
}
