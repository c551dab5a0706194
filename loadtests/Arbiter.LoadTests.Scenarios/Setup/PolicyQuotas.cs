using System.Text.Json.Nodes;

namespace Arbiter.LoadTests.Setup;

/// <summary>Lifts the quotas out of the way: a load test claims more in a second than a rep may in a year.</summary>
public static class PolicyQuotas
{
    /// <summary>What a quota is set to so that nobody reaches it.</summary>
    public const int OutOfTheWay = 1_000_000_000;

    static readonly string[] Limits = ["claimsPerDay", "holdings", "lookUpsPerDay"];

    /// <summary>Sets the limits of a policy's <c>quotas</c>; returns how many of them there are.</summary>
    public static int Raise(JsonNode? policy, long limit)
    {
        if (policy?["quotas"] is not JsonObject quotas) return 0;
        var present = Limits.Where(quotas.ContainsKey).ToList();
        foreach (var name in present) quotas[name] = limit;
        return present.Count;
    }
}
