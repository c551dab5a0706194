namespace Arbiter.Simulation.Tests;

/// <summary>A failing seed is worth something only when it fails again.</summary>
public class DeterminismTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(38)]
    [InlineData(95)]
    public void The_same_seed_makes_the_same_world(int seed)
    {
        var (one, other) = (Runner.Run((ulong)seed), Runner.Run((ulong)seed));
        Assert.True(one.TraceLength > 1000, $"only {one.TraceLength} steps");
        Assert.Equal((one.TraceHash, one.TraceLength), (other.TraceHash, other.TraceLength));
    }

    [Fact]
    public void Other_seeds_make_other_worlds() =>
        Assert.Equal(5, Enumerable.Range(1, 5).Select(seed => Runner.Run((ulong)seed).TraceHash).Distinct().Count());
}
