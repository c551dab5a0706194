using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Reports;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Scenarios;

/// <summary>Runs a scenario on a server that is ready.</summary>
public delegate Task<RunReport> RunScenario(Session session, RunOptions options, CancellationToken stop);

/// <summary>A scenario by name.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Purpose">What it shows.</param>
/// <param name="Run">Runs it.</param>
public sealed record CatalogEntry(string Name, string Purpose, RunScenario Run);

/// <summary>All scenarios.</summary>
public static class ScenarioCatalog
{
    /// <summary>In the order in which they are best read.</summary>
    public static IReadOnlyList<CatalogEntry> All { get; } =
    [
        Claiming("storm", "First claims: every customer is new.", 5_000, 25, Workloads.Storm),
        Claiming("mixed", "Nine claims in ten on known customers, some far more wanted than others; one in ten on a new one.", 5_000, 25, Workloads.Mixed),
        Claiming("hot", "Everybody wants the same customer.", 5_000, 25, Workloads.Hot),
        Claiming("batch", "First claims, 500 a request.", 60, 250, Workloads.Batch),
        new("subscribers", Subscribers.Purpose, Subscribers.RunAsync),
        new("scale", Scale.Purpose, Scale.RunAsync),
    ];

    static CatalogEntry Claiming(string name, string purpose, double ratePerSecond, double p99Ms, WorkloadFactory workload) =>
        new(name, purpose, (session, options, stop) =>
            CheckedRun.RunAsync(session, Define(name, purpose, ratePerSecond, p99Ms, options), workload, options, stop));

    static Scenario Define(string name, string purpose, double ratePerSecond, double p99Ms, RunOptions options)
    {
        // A server that was just started compiles its hottest paths twice; that is not what is measured.
        var warmUp = TimeSpan.FromSeconds(10);
        if (options.Copies is { } copies)
        {
            return new(name, purpose, options.Connections, new KeepConstant(copies, warmUp),
                [new KeepConstant(copies, options.During)], [Threshold.ErrorRateBelow(0.001)]);
        }
        var rate = options.RatePerSecond ?? ratePerSecond;
        return new(name, purpose, options.Connections, new RampingInject(rate, warmUp),
            [new Inject(rate, options.During)],
            [Threshold.LatencyBelow(99, p99Ms), Threshold.ErrorRateBelow(0.001), Threshold.SentAtLeast(0.99)]);
    }
}
