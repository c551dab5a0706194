using System.Text.Json.Nodes;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Tests.Scenarios;

public class PolicyQuotasTests
{
    [Fact]
    public void Only_the_limits_are_raised()
    {
        var policy = JsonNode.Parse("""{"quotas":{"claimsPerDay":20,"holdings":200,"dayOffsetMinutes":480},"pool":{"coolDownHours":3}}""");
        Assert.Equal(2, PolicyQuotas.Raise(policy, 1000));
        Assert.Equal("""{"quotas":{"claimsPerDay":1000,"holdings":1000,"dayOffsetMinutes":480},"pool":{"coolDownHours":3}}""", policy!.ToJsonString());
    }

    [Fact]
    public void A_policy_without_quotas_is_noticed() => Assert.Equal(0, PolicyQuotas.Raise(JsonNode.Parse("""{"a":1}"""), 1));
}
