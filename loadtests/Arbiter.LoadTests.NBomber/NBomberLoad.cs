using System.Globalization;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Scenarios;
using Arbiter.LoadTests.Setup;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;
using Scenario = Arbiter.LoadTests.Load.Scenario;
using Script = NBomber.CSharp.Scenario;

namespace Arbiter.LoadTests.Bombing;

/// <summary>Offers the load of a scenario with NBomber. Its thresholds, and whether the rulings are right, are judged as for our own generator.</summary>
static class NBomberLoad
{
    static readonly TimeSpan second = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="OfferLoad" />
    public static Task<IFigures> OfferAsync(Session session, Scenario scenario, IWorkload workload, RunOptions options, CancellationToken stop) =>
        // NBomber keeps the thread that asks until the end.
        Task.Factory.StartNew(() => Offer(session, scenario, workload, options, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    static IFigures Offer(Session session, Scenario scenario, IWorkload workload, RunOptions options, CancellationToken stop)
    {
        using var claims = new HttpClaims(session, workload, scenario.Connections, options.Timeout);
        var script = Script.Create(scenario.Name, RunAsync)
            .WithLoadSimulations([.. scenario.Steps.Select(SimulationOf)])
            // How many may fail is a threshold.
            .WithMaxFailCount(int.MaxValue);
        var stats = NBomberRunner
            .RegisterScenarios(scenario.WarmUp is { } warmUp ? script.WithWarmUpDuration(Shorter(warmUp.During, scenario)) : script.WithoutWarmUp())
            .WithTestSuite("arbiter")
            .WithTestName(scenario.Name)
            .WithReportFolder(ReportFolder(scenario, options))
            .WithReportFormats(ReportFormat.Html, ReportFormat.Md, ReportFormat.Csv)
            .Run();
        stop.ThrowIfCancellationRequested();
        return new ScenarioFigures(stats.ScenarioStats.Single(), scenario, workload.ClaimsPerRequest);

        async Task<IResponse> RunAsync(IScenarioContext context)
        {
            if (stop.IsCancellationRequested)
                context.StopCurrentTest("stopped");
            return await claims.SendAsync();
        }
    }

    /// <summary>A step in NBomber's words. Its rates are whole numbers of requests in an interval.</summary>
    internal static LoadSimulation SimulationOf(LoadStep step) => step switch
    {
        Inject { RatePerSecond: < 1 } slow => Simulation.Inject(1, second / slow.RatePerSecond, slow.During),
        Inject inject => Simulation.Inject(Whole(inject.RatePerSecond), second, inject.During),
        RampingInject ramp => Simulation.RampingInject(Whole(ramp.RatePerSecond), second, ramp.During),
        KeepConstant closed => Simulation.KeepConstant(closed.Copies, closed.During),
        _ => throw new ArgumentException($"NBomber has no {step.GetType().Name}.", nameof(step)),
    };

    /// <summary>NBomber refuses a warm-up that is longer than what it is for.</summary>
    static TimeSpan Shorter(TimeSpan warmUp, Scenario scenario) => TimeSpan.FromTicks(Math.Min(warmUp.Ticks, scenario.Steps.Sum(step => step.During.Ticks)));

    static int Whole(double ratePerSecond) => Math.Max(1, (int)Math.Round(ratePerSecond));

    static string ReportFolder(Scenario scenario, RunOptions options)
    {
        var at = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return Path.Combine(options.Reports, $"nbomber-{scenario.Name}-{at}");
    }
}
