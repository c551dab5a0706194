using Arbiter.LoadTests.Compare;

namespace Arbiter.LoadTests.Tests.Compare;

public sealed class PgbenchLogTests
{
    [Fact]
    public void The_percentile_is_of_the_third_column()
    {
        // Client, number, microseconds, script, seconds, microseconds of the second, lag: as pgbench writes them with a rate.
        var lines = Enumerable.Range(1, 200).Select(i => $"{i % 64} {i} {i * 1000} 0 1772413200 {i} 12");

        Assert.Equal(198, PgbenchLog.PercentileMs(lines, 99));
        Assert.Equal(100, PgbenchLog.PercentileMs(lines, 50));
        Assert.Equal(200, PgbenchLog.PercentileMs(lines, 100));
    }

    [Fact]
    public void What_was_skipped_or_cut_off_does_not_count()
    {
        Assert.Equal(2.5, PgbenchLog.PercentileMs(["0 1 2500 0 1772413200 1 12", "0 2 skipped 0 1772413200 2", "0 3"], 99));
        Assert.Null(PgbenchLog.PercentileMs([], 99));
    }
}
