using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;
using NBomber.Contracts.Stats;
using Scenario = Arbiter.LoadTests.Load.Scenario;

namespace Arbiter.LoadTests.Bombing;

/// <summary>NBomber's statistics of a scenario as what thresholds are judged on. Latencies are those of answers as promised; what failed is in the error rate.</summary>
/// <param name="stats">What NBomber measured after the warm-up.</param>
/// <param name="scenario">What was asked for.</param>
/// <param name="claimsPerRequest">Claims in each request.</param>
sealed class ScenarioFigures(ScenarioStats stats, Scenario scenario, int claimsPerRequest) : IFigures
{
    public int ClaimsPerRequest => claimsPerRequest;

    public long Planned => scenario.Steps.Any(step => step is KeepConstant) ? Sent : (long)scenario.Steps.Sum(Requests);

    public long Sent => stats.AllRequestCount;

    public long Answered => stats.Ok.Request.Count;

    public double ClaimsPerSecond => stats.Duration > TimeSpan.Zero ? Answered * claimsPerRequest / stats.Duration.TotalSeconds : 0;

    public IReadOnlyDictionary<Failure, long> Failures { get; } = stats.Fail.StatusCodes
        // What is no failure of ours is an exception that left the script.
        .GroupBy(status => Enum.TryParse<Failure>(status.StatusCode, out var failure) && Enum.IsDefined(failure) ? failure : Failure.Malformed)
        .ToDictionary(group => group.Key, group => group.Sum(status => (long)status.Count));

    public string LatencyCountsFrom => "the start of each copy of NBomber's scenario";

    public IEnumerable<double> Percentiles => [50, 75, 95, 99];

    public IReadOnlyList<long> SentPerSecond => [];

    public IReadOnlyList<long> AnsweredPerSecond => [];

    public double LatencyMs(double percentile) => percentile switch
    {
        50 => stats.Ok.Latency.Percent50,
        75 => stats.Ok.Latency.Percent75,
        95 => stats.Ok.Latency.Percent95,
        99 => stats.Ok.Latency.Percent99,
        100 => stats.Ok.Latency.MaxMs,
        _ => double.NaN,
    };

    static double Requests(LoadStep step) => step switch
    {
        Inject inject => inject.RatePerSecond * inject.During.TotalSeconds,
        // The rate rises in a straight line from 0.
        RampingInject ramp => ramp.RatePerSecond * ramp.During.TotalSeconds / 2,
        _ => 0,
    };
}
