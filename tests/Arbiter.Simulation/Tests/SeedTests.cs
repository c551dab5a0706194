using System.Globalization;

namespace Arbiter.Simulation.Tests;

/// <summary>
/// Every promise, in many worlds. <c>ARBITER_SIM_SEEDS=5000</c> runs so many seeds, <c>ARBITER_SIM_SEED=123</c> just that one.
/// </summary>
public class SeedTests(ITestOutputHelper output)
{
    [Fact]
    public void Promises_hold_in_every_world()
    {
        var one = Environment.GetEnvironmentVariable("ARBITER_SIM_SEED");
        var many = Environment.GetEnvironmentVariable("ARBITER_SIM_SEEDS");
        var seeds = one is { Length: > 0 }
            ? [ulong.Parse(one, CultureInfo.InvariantCulture)]
            : Enumerable.Range(1, many is { Length: > 0 } ? int.Parse(many, CultureInfo.InvariantCulture) : 200).Select(i => (ulong)i);
        var reports = Runner.RunMany(seeds);

        var coverage = new Coverage();
        foreach (var report in reports) coverage.Add(report.Coverage);
        output.WriteLine($"{reports.Count} seeds\n{coverage}");
        foreach (var failed in reports.Where(r => r.Failure is not null)) output.WriteLine($"\nSeed {failed.Seed}: {failed.Failure}");
        var failing = reports.Where(r => r.Failure is not null).ToList();
        Assert.True(failing.Count == 0, failing.Count == 0 ? "" : $"Seeds {string.Join(", ", failing.Select(f => f.Seed))} fail.\nSeed {failing[0].Seed}: {failing[0].Failure}");
    }
}
