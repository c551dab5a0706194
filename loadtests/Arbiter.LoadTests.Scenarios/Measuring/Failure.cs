namespace Arbiter.LoadTests.Measuring;

/// <summary>Why a planned request got no usable answer.</summary>
public enum Failure
{
    /// <summary>Its step ended, and every connection was still busy a second later.</summary>
    NotSent,

    /// <summary>The connection could not be opened.</summary>
    Connect,

    /// <summary>The server closed the connection before the answer was complete.</summary>
    Closed,

    /// <summary>No complete answer in time.</summary>
    Timeout,

    /// <summary>The answer is not HTTP, or longer than allowed.</summary>
    Malformed,

    /// <summary>429: too much asked.</summary>
    Overloaded429,

    /// <summary>503: the server cannot decide now.</summary>
    Unavailable503,

    /// <summary>Any other 3xx or 4xx.</summary>
    Refused4xx,

    /// <summary>Any other 5xx.</summary>
    Failed5xx,

    /// <summary>2xx, but the body is not what the API promises.</summary>
    BadBody,
}

/// <summary>What a failure says about the claim.</summary>
public static class FailureMeaning
{
    /// <summary>True when the claim may have been decided and stored although no ruling arrived.</summary>
    public static bool OutcomeUnknown(this Failure failure) => failure is
        Failure.Closed or Failure.Timeout or Failure.Malformed or Failure.Unavailable503 or Failure.Failed5xx or Failure.BadBody;

    /// <summary>The failure that an HTTP status outside 2xx stands for.</summary>
    public static Failure OfStatus(int status) => status switch
    {
        429 => Failure.Overloaded429,
        503 => Failure.Unavailable503,
        >= 500 => Failure.Failed5xx,
        _ => Failure.Refused4xx,
    };
}
