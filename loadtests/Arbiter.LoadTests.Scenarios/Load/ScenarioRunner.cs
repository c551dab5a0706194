using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Scenarios;
using Arbiter.LoadTests.Setup;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Load;

/// <summary>Runs the steps of a scenario one after another with our own generator, over the same connections.</summary>
public static class ScenarioRunner
{
    /// <inheritdoc cref="OfferLoad" />
    public static async Task<IFigures> OfferAsync(Session session, Scenario scenario, IWorkload workload, RunOptions options, CancellationToken stop) =>
        await RunAsync(scenario, session.Targets, workload, options.Timeout, stop);

    /// <summary>Warms up, then measures. Runs on a thread of its own, which it keeps busy.</summary>
    public static Task<Measurement> RunAsync(
        Scenario scenario, IReadOnlyList<Target> targets, IWorkload workload, TimeSpan timeout, CancellationToken stop) =>
        Task.Factory.StartNew(() => Run(scenario, targets, workload, timeout, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    static Measurement Run(Scenario scenario, IReadOnlyList<Target> targets, IWorkload workload, TimeSpan timeout, CancellationToken stop)
    {
        using var generator = new Generator(targets, scenario.Connections, workload, timeout);
        var leftRequests = scenario.MaxRequests(workload.ClaimsPerRequest);
        var ratePerSecond = 0.0;
        if (scenario.WarmUp is { } warmUp)
            RunStep(warmUp, new(workload.ClaimsPerRequest));
        // What the warm-up left behind must not be collected in the middle of the measurement.
        GC.Collect();
        var measurement = new Measurement(workload.ClaimsPerRequest);
        ratePerSecond = 0;
        foreach (var step in scenario.Steps)
            RunStep(step, measurement);
        stop.ThrowIfCancellationRequested();
        return measurement;

        void RunStep(LoadStep step, Measurement into)
        {
            var before = into.Planned;
            generator.Run(step, ratePerSecond, into, stop, leftRequests);
            leftRequests -= into.Planned - before;
            ratePerSecond = step switch
            {
                Inject inject => inject.RatePerSecond,
                RampingInject ramp => ramp.RatePerSecond,
                _ => 0,
            };
        }
    }
}
