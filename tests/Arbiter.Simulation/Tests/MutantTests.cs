using Arbiter.Simulation.Store;

namespace Arbiter.Simulation.Tests;

/// <summary>The checks can fail: whatever is broken around the engine, some seed shows it. The log tells how many it took.</summary>
public class MutantTests(ITestOutputHelper output)
{
    /// <summary>Seeds within which each mutant must have been noticed.</summary>
    const int Patience = 60;

    public static TheoryData<string> Mutants => [.. Enum.GetNames<Mutant>().Where(m => m != nameof(Mutant.None))];

    [Theory]
    [MemberData(nameof(Mutants))]
    public void Every_mutant_is_noticed(string name)
    {
        var mutant = Enum.Parse<Mutant>(name);
        for (var seed = 1; seed <= Patience; seed++)
        {
            var report = Runner.Run((ulong)seed, mutant);
            if (report.Failure is null) continue;
            output.WriteLine($"{mutant}: seed {seed}: {report.Failure.Split('\n')[0]}");
            return;
        }

        Assert.Fail($"{mutant} went unnoticed in {Patience} worlds");
    }
}
