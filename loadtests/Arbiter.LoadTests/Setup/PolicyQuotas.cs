using System.Text.Json.Nodes;

namespace Arbiter.LoadTests.Setup;

/// <summary>Lifts the quotas out of the way: a load test claims more in a second than a rep may in a year.</summary>
public static class PolicyQuotas
{
    /// <summary>Sets every number inside an object named <c>quotas</c>, at any depth; returns how many there are.</summary>
    public static int Raise(JsonNode? policy, long limit)
    {
        var raised = 0;
        if (policy is JsonArray array)
            return array.Sum(item => Raise(item, limit));
        foreach (var (name, value) in (policy as JsonObject)?.ToList() ?? [])
            raised += name == "quotas" && value is JsonObject quotas ? RaiseAll(quotas, limit) : Raise(value, limit);
        return raised;
    }

    static int RaiseAll(JsonObject quotas, long limit)
    {
        var numbers = quotas.Where(field => field.Value?.GetValueKind() == System.Text.Json.JsonValueKind.Number).Select(field => field.Key).ToList();
        foreach (var name in numbers)
            quotas[name] = limit;
        return numbers.Count;
    }
}
