namespace Arbiter.LoadTests.Compare;

/// <summary>The loads of the comparison, by the names that the command line and the report use.</summary>
public static class Loads
{
    /// <summary>First claims, one a request.</summary>
    public const string Storm = "storm";

    /// <summary>The same from eight times as many connections: what throughput is when it does not depend on how long each waits for its answer.</summary>
    public const string Crowd = "crowd";

    /// <summary>One customer whom all want.</summary>
    public const string Hot = "hot";

    /// <summary>First claims, 500 a request.</summary>
    public const string Batch = "batch";

    /// <summary>In the order in which they are measured.</summary>
    public static IReadOnlyList<string> All { get; } = [Storm, Crowd, Hot, Batch];

    /// <summary>How many connections a load comes over; each waits for its answer before it asks again.</summary>
    public static int ConnectionsOf(string load) => load == Crowd ? 512 : 64;
}
