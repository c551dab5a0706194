using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Claims;

/// <summary>Quotas hold, also when many claims come at once, and nothing refunds them (P7).</summary>
public abstract class QuotaRules(Store store) : ServerTest(store)
{
    [Fact]
    public async Task Twenty_claims_a_day_and_no_more_until_the_day_is_over_in_the_policys_zone()
    {
        for (var i = 0; i < 20; i++) (await Rep1.Claim(phone: Phone(i))).Is("granted", "firstClaim");

        var over = (await Rep1.Claim(phone: Phone(20))).Is("overQuota", "dailyQuota");

        // The day begins at midnight eight hours east of UTC.
        var midnight = new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.FromHours(8));
        Assert.Equal((20, midnight), (over.Limit, over.Until));
        At(midnight - Instant);
        (await Rep1.Claim(phone: Phone(20))).Is("overQuota", "dailyQuota");
        At(midnight);
        (await Rep1.Claim(phone: Phone(20))).Is("granted", "firstClaim");
    }

    [Fact]
    public async Task Releasing_and_claiming_again_does_not_refund_the_claims_of_the_day()
    {
        var first = await Rep1.Claim(phone: Phone(0));
        for (var i = 1; i < 20; i++) await Rep1.Claim(phone: Phone(i));

        await Rep1.Release(first.Customer);

        (await Rep1.Claim(phone: Phone(20))).Is("overQuota", "dailyQuota");
    }

    [Fact]
    public async Task Holdings_are_limited_and_a_release_makes_room()
    {
        await Limit(claimsPerDay: 0, holdings: 3);
        var first = await Rep1.Claim(phone: Phone(0));
        await Rep1.Claim(phone: Phone(1));
        await Rep1.Claim(phone: Phone(2));

        Assert.Equal(3, (await Rep1.Claim(phone: Phone(3))).Is("overQuota", "holdingsQuota").Limit);
        await Rep1.Release(first.Customer);
        (await Rep1.Claim(phone: Phone(3))).Is("granted", "firstClaim");
    }

    [Fact]
    public async Task A_transfer_does_not_overfill_the_receiver()
    {
        await Limit(claimsPerDay: 0, holdings: 1);
        var given = await Rep1.Claim(phone: Phone(0));
        await Rep2.Claim(phone: Phone(1));

        (await Arbiter.Manager.Post($"/customers/{given.Customer}/transfer", new { to = "rep-02", reason = "other" })).IsProblem(409, "holdings-quota");
    }

    [Fact]
    public async Task Forty_claims_at_once_win_twenty_customers()
    {
        var rulings = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Rep1.Claim(phone: Phone(i))));

        Assert.Equal(20, rulings.Count(r => r.Verdict == "granted"));
        Assert.Equal(20, rulings.Count(r => r.Verdict == "overQuota"));
    }

    [Fact]
    public async Task Losing_costs_nothing()
    {
        await Limit(claimsPerDay: 1, holdings: 0);
        await Rep1.Claim(phone: Phone(0));

        (await Rep2.Claim(phone: Phone(0))).Is("held", "protected");

        (await Rep2.Claim(phone: Phone(1))).Is("granted", "firstClaim");
    }

    async Task Limit(int claimsPerDay, int holdings) => (await Arbiter.Admin.Put(
        "/policies/default", new { scope = "default", quotas = new { claimsPerDay, holdings, dayOffsetMinutes = 480 } }, match: "\"1\"")).Ok();
}

public sealed class QuotaRulesOnSqlite() : QuotaRules(Store.Sqlite);

public sealed class QuotaRulesOnPostgres() : QuotaRules(Store.Postgres);
