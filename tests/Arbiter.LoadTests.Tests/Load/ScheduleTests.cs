using Arbiter.LoadTests.Load;

namespace Arbiter.LoadTests.Tests.Load;

public class ScheduleTests
{
    static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void A_constant_rate_plans_requests_at_equal_distances()
    {
        var schedule = Schedule.For(new Inject(1000, Seconds(2)), 0);
        Assert.Equal(2000, schedule.Count);
        for (var index = 0; index < schedule.Count; index++)
            Assert.InRange(schedule.PlannedAtNs(index), index * 1_000_000L - 1, index * 1_000_000L + 1);
    }

    [Fact]
    public void A_fraction_of_a_second_loses_no_request() => Assert.Equal(3, Schedule.For(new Inject(30, Seconds(0.1)), 0).Count);

    [Fact]
    public void A_ramp_from_nothing_plans_the_area_under_its_line()
    {
        var schedule = Schedule.For(new RampingInject(100, Seconds(10)), 0);
        Assert.Equal(500, schedule.Count);
        // The rate is 10·t, so n requests are due at the root of n/5.
        Assert.InRange(schedule.PlannedAtNs(125) / 1e9, 4.999999, 5.000001);
        Assert.True(schedule.PlannedAtNs(schedule.Count - 1) < 10_000_000_000);
    }

    [Theory]
    [InlineData(50, 150)]
    [InlineData(150, 50)]
    [InlineData(100, 100)]
    [InlineData(100, 0)]
    public void A_ramp_goes_on_from_the_rate_before_and_never_backwards(double from, double to)
    {
        var schedule = Schedule.For(new RampingInject(to, Seconds(4)), from);
        Assert.Equal((long)((from + to) / 2 * 4), schedule.Count);
        var times = Enumerable.Range(0, (int)schedule.Count).Select(index => schedule.PlannedAtNs(index)).ToList();
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[^1], 0, 4_000_000_000 - 1);
        Assert.InRange(times[1] * from / 1e9, 0.95, 1.05);
    }

    [Fact]
    public void A_closed_step_has_no_schedule() =>
        Assert.Throws<ArgumentException>(() => Schedule.For(new KeepConstant(1, Seconds(1)), 0));

    [Fact]
    public void Times_outside_the_plan_are_refused()
    {
        var schedule = Schedule.For(new Inject(10, Seconds(1)), 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.PlannedAtNs(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.PlannedAtNs(10));
    }
}
