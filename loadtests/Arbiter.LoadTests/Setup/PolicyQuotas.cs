using System.Text.Json.Nodes;

namespace Arbiter.LoadTests.Setup;

/// <summary>Lifts the quotas out of the way: a load test claims more in a second than a rep may in a year.</summary>
public static class PolicyQuotas
{
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
