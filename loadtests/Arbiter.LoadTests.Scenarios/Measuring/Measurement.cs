namespace Arbiter.LoadTests.Measuring;

/// <summary>Everything that was measured while load steps ran. Written by the generator's one thread, read when it is done.</summary>
/// <param name="claimsPerRequest">Claims in each request.</param>
public sealed class Measurement(int claimsPerRequest) : IFigures
{
    readonly long[] failures = new long[Enum.GetValues<Failure>().Length];

    /// <summary>Claims in each request.</summary>
    public int ClaimsPerRequest { get; } = claimsPerRequest;

    /// <summary>
    /// Latencies from the planned send time to the complete answer. Timeouts are in it with the time that was waited, so that
    /// giving up cannot make a run look faster.
    /// </summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Requests sent, by second.</summary>
    public Timeline SentOverTime { get; } = new();

    /// <summary>Requests answered with 2xx, by second.</summary>
    public Timeline AnsweredOverTime { get; } = new();

    /// <summary>Requests that the schedule asked for; in the closed model, those that were begun.</summary>
    public long Planned { get; set; }

    /// <summary>Requests sent while their step lasted.</summary>
    public long Sent { get; set; }

    /// <summary>Requests answered with 2xx and a body as promised.</summary>
    public long Answered { get; set; }

    /// <summary>Answers that came while their step lasted: what throughput is counted from.</summary>
    public long AnsweredInTime { get; set; }

    /// <summary>Connections that the server closed between two requests; not an error.</summary>
    public long ClosedWhileIdle { get; set; }

    /// <summary>Length of all steps together.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Failed requests of all kinds.</summary>
    public long Failed => failures.Sum();

    /// <summary>Claims answered a second, while the steps lasted.</summary>
    public double ClaimsPerSecond => Elapsed > TimeSpan.Zero ? AnsweredInTime * ClaimsPerRequest / Elapsed.TotalSeconds : 0;

    /// <summary>Failures by kind, only those that happened.</summary>
    public IReadOnlyDictionary<Failure, long> Failures =>
        Enum.GetValues<Failure>().Where(kind => failures[(int)kind] > 0).ToDictionary(kind => kind, kind => failures[(int)kind]);

    /// <inheritdoc />
    public string LatencyCountsFrom => "the planned send time";

    /// <summary>Denser towards the tail, as far as there are values to tell it from.</summary>
    public IEnumerable<double> Percentiles
    {
        get
        {
            for (var left = 1.0; left * Latency.Count >= 1 && left > 1e-6; left *= 0.8)
                yield return 100 * (1 - left);
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<long> SentPerSecond => SentOverTime.PerSecond;

    /// <inheritdoc />
    public IReadOnlyList<long> AnsweredPerSecond => AnsweredOverTime.PerSecond;

    /// <inheritdoc />
    public double LatencyMs(double percentile) => Latency.PercentileNs(percentile) / 1e6;

    /// <summary>Counts failed requests.</summary>
    public void Fail(Failure kind, long count = 1) => failures[(int)kind] += count;
}
