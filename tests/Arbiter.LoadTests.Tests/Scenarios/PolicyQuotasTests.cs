using System.Text.Json.Nodes;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Tests.Scenarios;

public class PolicyQuotasTests
{
    [Fact]
    public void Only_numbers_among_the_quotas_are_raised()
    {
        var policy = JsonNode.Parse("""{"protectionDays":7,"rules":{"quotas":{"claimsPerDay":20,"holdings":200,"note":"x"}},"list":[{"days":3}]}""");
        Assert.Equal(2, PolicyQuotas.Raise(policy, 1000));
        Assert.Equal("""{"protectionDays":7,"rules":{"quotas":{"claimsPerDay":1000,"holdings":1000,"note":"x"}},"list":[{"days":3}]}""", policy!.ToJsonString());
    }

    [Fact]
    public void A_policy_without_quotas_is_noticed() => Assert.Equal(0, PolicyQuotas.Raise(JsonNode.Parse("""{"a":1}"""), 1));
}
