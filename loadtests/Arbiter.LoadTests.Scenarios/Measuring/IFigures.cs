namespace Arbiter.LoadTests.Measuring;

/// <summary>What was measured while load was offered, whoever offered it: what thresholds are judged on and reports are written from.</summary>
public interface IFigures
{
    /// <summary>Claims in each request.</summary>
    int ClaimsPerRequest { get; }

    /// <summary>Requests that the schedule asked for; in the closed model, those that were begun.</summary>
    long Planned { get; }

    /// <summary>Requests sent while their step lasted.</summary>
    long Sent { get; }

    /// <summary>Requests answered with 2xx and a body as promised.</summary>
    long Answered { get; }

    /// <summary>Claims answered a second, while the steps lasted.</summary>
    double ClaimsPerSecond { get; }

    /// <summary>Failures by kind, only those that happened.</summary>
    IReadOnlyDictionary<Failure, long> Failures { get; }

    /// <summary>From when latencies count, for people.</summary>
    string LatencyCountsFrom { get; }

    /// <summary>The percentiles that can be told, 0 to 100, for the curve.</summary>
    IEnumerable<double> Percentiles { get; }

    /// <summary>The latency that so many percent of all requests do not exceed; milliseconds, not a number where it was not measured.</summary>
    double LatencyMs(double percentile);

    /// <summary>Claims sent, by second; empty where it was not measured.</summary>
    IReadOnlyList<long> SentPerSecond { get; }

    /// <summary>Claims answered, by second; empty where it was not measured.</summary>
    IReadOnlyList<long> AnsweredPerSecond { get; }

    /// <summary>Failed requests of all kinds.</summary>
    long Failed => Failures.Values.Sum();

    /// <summary>Failed share of the planned requests, 0 to 1.</summary>
    double ErrorRate => Planned == 0 ? 0 : (double)Failed / Planned;

    /// <summary>Sent share of the planned requests, 0 to 1.</summary>
    double SentShare => Planned == 0 ? 1 : (double)Sent / Planned;
}
