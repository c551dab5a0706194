using Arbiter.LoadTests.Correctness;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Reports;

/// <summary>All that is told about a run, in the shape that is written as JSON.</summary>
public sealed record RunReport
{
    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }
    /// <summary>What it shows.</summary>
    public required string Purpose { get; init; }
    /// <summary>When the run ended.</summary>
    public required DateTime EndedUtc { get; init; }
    /// <summary>The seed.</summary>
    public required int Seed { get; init; }
    /// <summary>Keep-alive connections.</summary>
    public required int Connections { get; init; }
    /// <summary>The load steps, for people.</summary>
    public required IReadOnlyList<string> Steps { get; init; }
    /// <summary>What it ran on.</summary>
    public required EnvironmentFacts Environment { get; init; }
    /// <summary>Claims in each request.</summary>
    public required int ClaimsPerRequest { get; init; }
    /// <summary>Requests planned.</summary>
    public required long Planned { get; init; }
    /// <summary>Requests sent while their step lasted.</summary>
    public required long Sent { get; init; }
    /// <summary>Requests answered as promised.</summary>
    public required long Answered { get; init; }
    /// <summary>Claims answered a second.</summary>
    public required double ClaimsPerSecond { get; init; }
    /// <summary>From when latencies count.</summary>
    public required string LatencyCountsFrom { get; init; }
    /// <summary>Latency.</summary>
    public required LatencyFigures Latency { get; init; }
    /// <summary>Latency by percentile, for the curve.</summary>
    public required IReadOnlyList<PercentilePoint> LatencyCurve { get; init; }
    /// <summary>Failed requests by kind.</summary>
    public required IReadOnlyDictionary<Failure, long> Failures { get; init; }
    /// <summary>Claims sent, by second.</summary>
    public required IReadOnlyList<long> SentPerSecond { get; init; }
    /// <summary>Claims answered, by second.</summary>
    public required IReadOnlyList<long> AnsweredPerSecond { get; init; }
    /// <summary>The limits and what became of them.</summary>
    public required IReadOnlyList<ThresholdResult> Thresholds { get; init; }
    /// <summary>Whether the rulings were right.</summary>
    public CorrectnessVerdict? Correctness { get; init; }
    /// <summary>Figures that only this scenario has.</summary>
    public IReadOnlyDictionary<string, double> More { get; init; } = new Dictionary<string, double>();

    /// <summary>All limits kept, and no ruling wrong.</summary>
    public bool Passed => Thresholds.All(threshold => threshold.Passed) && Correctness is null or { Passed: true };

    /// <summary>Makes the report of a run.</summary>
    public static RunReport Of(
        Scenario scenario, int seed, IFigures figures, CorrectnessVerdict? correctness,
        IEnumerable<ThresholdResult>? moreThresholds = null, IReadOnlyDictionary<string, double>? more = null) => new()
        {
            Scenario = scenario.Name,
            Purpose = scenario.Purpose,
            EndedUtc = DateTime.UtcNow,
            Seed = seed,
            Connections = scenario.Connections,
            Steps = [.. scenario.Steps.Select(Describe)],
            Environment = EnvironmentFacts.Look(),
            ClaimsPerRequest = figures.ClaimsPerRequest,
            Planned = figures.Planned,
            Sent = figures.Sent,
            Answered = figures.Answered,
            ClaimsPerSecond = figures.ClaimsPerSecond,
            LatencyCountsFrom = figures.LatencyCountsFrom,
            Latency = LatencyFigures.Of(figures),
            LatencyCurve = PercentilePoint.CurveOf(figures),
            Failures = figures.Failures,
            SentPerSecond = figures.SentPerSecond,
            AnsweredPerSecond = figures.AnsweredPerSecond,
            Thresholds = [.. scenario.Thresholds.Select(threshold => threshold.Judge(figures)), .. moreThresholds ?? []],
            Correctness = correctness,
            More = more ?? new Dictionary<string, double>(),
        };

    static string Describe(LoadStep step) => FormattableString.Invariant(step switch
    {
        Inject inject => (FormattableString)$"Inject {inject.RatePerSecond:0.#}/s for {inject.During.TotalSeconds:0.#} s",
        RampingInject ramp => $"RampingInject to {ramp.RatePerSecond:0.#}/s in {ramp.During.TotalSeconds:0.#} s",
        KeepConstant closed => $"KeepConstant {closed.Copies} copies for {closed.During.TotalSeconds:0.#} s",
        _ => $"{step}",
    });
}
