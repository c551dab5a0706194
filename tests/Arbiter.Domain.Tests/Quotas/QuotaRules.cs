using Arbiter.Domain.Claims;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Quotas;
using static Arbiter.Domain.Tests.World;

namespace Arbiter.Domain.Tests.Quotas;

/// <summary>What a rep may claim and hold (P7).</summary>
public class QuotaRules
{
    readonly World world = new World().With("li", "han");

    void Limit(int claimsPerDay, int holdings) =>
        world.Policy = world.Policy with { Quotas = world.Policy.Quotas with { ClaimsPerDay = claimsPerDay, Holdings = holdings } };

    [Fact]
    public void The_claim_after_the_last_of_the_day_is_over_quota_until_midnight()
    {
        Limit(2, 0);
        world.Claim("li", Phone("1"));
        world.Claim("li", Phone("2"));
        var third = world.Claim("li", Phone("3"));
        Assert.Equal((Verdict.OverQuota, Rule.DailyQuota, 2), (third.Verdict, third.Reasons.Single().Rule, third.Reasons.Single().Limit!.Value));
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.FromHours(8)), third.Reasons.Single().Until);
        world.Now = third.Reasons.Single().Until!.Value;
        Assert.Equal(Verdict.Granted, world.Claim("li", Phone("3")).Verdict);
    }

    [Fact]
    public void Releasing_refunds_no_claim_of_the_day()
    {
        Limit(1, 0);
        var ruling = world.Claim("li", Phone("1"));
        world.Release("li", ruling.Customer!.Value);
        Assert.Equal(Verdict.OverQuota, world.Claim("li", Phone("2")).Verdict);
    }

    [Fact]
    public void A_clock_that_jumps_back_gives_no_second_day()
    {
        Limit(1, 0);
        world.Claim("li", Phone("1"));
        world.Now = Monday.AddDays(-1);
        Assert.Equal(Verdict.OverQuota, world.Claim("li", Phone("2")).Verdict);
    }

    [Fact]
    public void Holdings_are_freed_by_release_by_the_end_of_protection_and_by_transfer()
    {
        Limit(0, 1);
        var first = world.Claim("li", Phone("1")).Customer!.Value;
        Assert.Equal(Rule.HoldingsQuota, world.Claim("li", Phone("2")).Reasons.Single().Rule);
        world.Release("li", first);
        var second = world.Claim("li", Phone("2"));
        Assert.Equal(Verdict.Granted, second.Verdict);
        world.Transfer(second.Customer!.Value, "han");
        Assert.Equal((0, 1), (world.ClaimantOf("li").Holdings, world.ClaimantOf("han").Holdings));
        world.Now = Monday.AddDays(8);
        world.Sweep(second.Customer!.Value);
        Assert.Equal(0, world.ClaimantOf("han").Holdings);
    }

    [Fact]
    public void A_transfer_respects_the_receiver_s_holdings_but_costs_no_claim()
    {
        Limit(1, 1);
        var li = world.Claim("li", Phone("1")).Customer!.Value;
        world.Claim("han", Phone("2"));
        Assert.Equal(new Rejected(Rejection.HoldingsQuota), world.Transfer(li, "han"));
        Assert.Equal(1, world.ClaimantOf("han").ClaimsToday);
    }

    [Fact]
    public void Refusals_cost_nothing()
    {
        Limit(1, 0);
        world.Claim("li", Phone("1"));
        world.Claim("han", Phone("1"));
        Assert.Equal(Verdict.Granted, world.Claim("han", Phone("2")).Verdict);
    }

    [Theory]
    [InlineData("2026-11-23T15:59:59.999Z", "2026-11-23T16:00:00Z")]
    public void The_day_turns_at_midnight_of_the_policy_s_offset(string before, string after)
    {
        var quotas = new QuotaPolicy();
        Assert.Equal(Days.Of(DateTimeOffset.Parse(before), quotas.DayOffsetMinutes) + 1, Days.Of(DateTimeOffset.Parse(after), quotas.DayOffsetMinutes));
    }

    [Fact]
    public void A_policy_outside_its_ranges_names_the_fields()
    {
        var policy = world.Policy with { Quotas = new QuotaPolicy { ClaimsPerDay = -1 }, Pool = new PoolPolicy { CoolDownHours = 100_000 } };
        Assert.Equal(["/pool/coolDownHours", "/quotas/claimsPerDay"], PolicyRules.Check(policy).Select(f => f.Field));
    }
}
