using Arbiter.Simulation.Checks;
using Arbiter.Simulation.Store;

namespace Arbiter.Simulation;

/// <summary>What became of a seed.</summary>
sealed record Report(ulong Seed, ulong TraceHash, long TraceLength, Coverage Coverage, string? Failure, string? Promise);

/// <summary>Runs seeds, and tells how to run a failing one again.</summary>
static class Runner
{
    public static Report Run(ulong seed, Mutant mutant = Mutant.None) => Run(WorldOptions.From(seed, mutant));

    public static Report Run(WorldOptions options)
    {
        World? world = null;
        string? failure = null;
        string? promise = null;
        try
        {
            world = new World(options);
            world.Run();
        }
        catch (Exception e)
        {
            promise = (e as PromiseBrokenException)?.Promise ?? "engine fault";
            failure = $"{(e is PromiseBrokenException ? e.Message : e.ToString())}\n\nAgain with:\n  ARBITER_SIM_SEED={options.Seed} dotnet test tests/Arbiter.Simulation --filter FullyQualifiedName~SeedTests\n\n"
                + string.Join('\n', world?.Trace.Tail ?? []);
        }

        var coverage = world?.Coverage ?? new Coverage();
        return new Report(options.Seed, world?.Trace.Hash ?? 0, world?.Trace.Length ?? 0, coverage, failure, promise);
    }

    /// <summary>Runs seeds side by side, each world on one thread from beginning to end. Stops early at the first failures.</summary>
    public static IReadOnlyList<Report> RunMany(IEnumerable<ulong> seeds, Mutant mutant = Mutant.None, int stopAfterFailures = 3)
    {
        var failures = 0;
        return
        [
            .. seeds.AsParallel().AsOrdered().Select(seed =>
            {
                if (Volatile.Read(ref failures) >= stopAfterFailures) return null;
                var report = Run(seed, mutant);
                if (report.Failure is not null) Interlocked.Increment(ref failures);
                return report;
            }).OfType<Report>(),
        ];
    }
}
