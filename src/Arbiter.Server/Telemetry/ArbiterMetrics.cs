using System.Diagnostics;
using System.Diagnostics.Metrics;
using Arbiter.Domain.Claims;
using Arbiter.Engine.Codec;

namespace Arbiter.Server.Telemetry;

/// <summary>
/// What is counted and timed. The instruments go to OpenTelemetry when it is configured; the same numbers, of the last seconds, feed the live wall.
/// </summary>
public sealed class ArbiterMetrics : IDisposable
{
    public const string Name = "Arbiter";

    /// <summary>What a deployment is scaled by, beside the processors' load.</summary>
    public const string QueueWait = "arbiter.queue.wait";

    /// <summary>Finer where a server is well, in milliseconds.</summary>
    static readonly InstrumentAdvice<double> Waits = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] };

    readonly Meter meter = new(Name);
    readonly Counter<long> rulings;
    readonly Counter<long> failures;
    readonly Histogram<double> duration;
    readonly Histogram<double> queueWait;
    readonly KeyValuePair<string, object?>[] verdictTags;

    public ArbiterMetrics()
    {
        rulings = meter.CreateCounter<long>("arbiter.rulings", "{ruling}", "Claims decided, by verdict.");
        failures = meter.CreateCounter<long>("arbiter.failures", "{command}", "Commands without an answer, by reason.");
        duration = meter.CreateHistogram<double>("arbiter.decision.duration", "ms", "From command to committed answer.");
        queueWait = meter.CreateHistogram(QueueWait, "ms", "For each batch: how long the oldest of its commands had waited when the batch went to the store.", null, Waits);
        verdictTags = [.. Enum.GetValues<Verdict>().Prepend(default).Select(v => new KeyValuePair<string, object?>("verdict", v == default ? "" : Names<Verdict>.Of(v)))];
    }

    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>Counts of the last seconds, for the wall.</summary>
    public RecentRulings Recent { get; } = new();

    /// <summary>Shows a number of the engine's as it is when somebody asks.</summary>
    public void Observe(string name, string unit, string description, Func<long> value) =>
        meter.CreateObservableGauge(name, value, unit, description);

    public void Decided(Outcome outcome, TimeSpan took)
    {
        duration.Record(took.TotalMilliseconds);
        if (outcome is not Ruling ruling) return;
        rulings.Add(1, verdictTags[(int)ruling.Verdict]);
        Recent.Count(ruling.Verdict, took);
    }

    public void Waited(TimeSpan wait) => queueWait.Record(wait.TotalMilliseconds);

    public void Failed(string reason) => failures.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => meter.Dispose();
}
