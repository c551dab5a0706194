using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Customers;

/// <summary>What happened to a customer, and who owned it when, by which rule (P9).</summary>
public abstract class HistoryRules(Store store) : ServerTest(store)
{
    [Fact]
    public async Task Who_owned_it_before_between_and_after()
    {
        var before = Now - Instant;
        var first = await Rep1.Claim(phone: Phone(1));
        Later(TimeSpan.FromDays(1));
        await Arbiter.Manager.Transfer(first.Customer, "rep-02");
        var transferred = Now;
        Later(TimeSpan.FromDays(1));
        await Rep2.Release(first.Customer);
        var released = Now;
        Later(TimeSpan.FromHours(1));
        var again = await Rep3.Claim(phone: Phone(1));

        await Owned(first.Customer, before, null, null);
        await Owned(first.Customer, first.At, "rep-01", "firstClaim");
        await Owned(first.Customer, transferred - Instant, "rep-01", "firstClaim");
        await Owned(first.Customer, transferred, "rep-02", "transferred");
        await Owned(first.Customer, released - Instant, "rep-02", "transferred");
        await Owned(first.Customer, released, null, "released");
        await Owned(first.Customer, again.At, "rep-03", "claimedFromPool");
    }

    [Fact]
    public async Task Protection_that_ended_has_ended_before_anybody_noticed()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        var end = granted.ProtectedUntil!.Value;
        At(end + TimeSpan.FromMilliseconds(10));

        await Owned(granted.Customer, end - Instant, "rep-01", "firstClaim");
        await Owned(granted.Customer, end, null, "protectionEnded");
        (await Rep1.Get($"/customers/{granted.Customer}")).IsProblem(404, "not-found");
        Assert.Equal("pool", (await Arbiter.Manager.Get($"/customers/{granted.Customer}")).Ok().Text("status"));

        Clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Is(
            async () => (await Arbiter.Manager.Get($"/customers/{granted.Customer}/history")).Ok().Body.Contains("ownershipExpired"), "the sweep came by");
        await Owned(granted.Customer, end, null, "protectionEnded");
    }

    [Fact]
    public async Task Nobody_is_told_who_will_own_it_one_day()
    {
        var granted = await Rep1.Claim(phone: Phone(1));

        var later = (await Arbiter.Manager.Get($"/customers/{granted.Customer}/owner?at=2030-01-01T00:00:00Z")).Ok();

        Assert.Equal((Now, "rep-01"), (later.Time("at"), later.Text("owner")));
    }

    [Fact]
    public async Task History_comes_newest_first_in_pages_without_gap_or_repeat()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        for (var i = 0; i < 6; i++) await Rep1.FollowUp(granted.Customer, "call");
        var all = (await Rep1.Get($"/customers/{granted.Customer}/history")).Ok();

        var seen = new List<long>();
        for (var before = ""; before is not null && seen.Count < 100;)
        {
            var page = (await Rep1.Get($"/customers/{granted.Customer}/history?limit=3&before={before}")).Ok();
            seen.AddRange(page.List("events").Select(e => e.GetProperty("seq").GetInt64()));
            before = page.Text("next");
        }

        Assert.Equal(all.List("events").Select(e => e.GetProperty("seq").GetInt64()), seen);
        Assert.Equal(7, seen.Count);
        Assert.Equal(seen.OrderDescending(), seen);
    }

    [Fact]
    public async Task A_customer_is_shown_to_its_owner_in_the_clear_and_to_no_other_rep()
    {
        var granted = await Rep1.Claim(phone: "13912345670", wechat: "lilei_acme");

        var shown = (await Rep1.Get($"/customers/{granted.Customer}")).Ok();

        Assert.Equal(("owned", "rep-01", granted.ProtectedUntil), (shown.Text("status"), shown.Text("owner"), shown.Time("protectedUntil")));
        Assert.Contains("+8613912345670", shown.Body);
        Assert.Equal(shown.Body, (await Arbiter.Auditor.Get($"/customers/{granted.Customer}")).Ok().Body);
        (await Rep2.Get($"/customers/{granted.Customer}")).IsProblem(404, "not-found");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?at=")]
    [InlineData("?at=2026-03-02T01:00:00")]
    [InlineData("?at=2026-03-02")]
    [InlineData("?at=yesterday")]
    [InlineData("?at=2026-13-45T99:00:00Z")]
    [InlineData("?at=2026-03-02T01:00:00Z&at=2026-03-02T01:00:00Z")]
    public async Task An_instant_needs_its_zone(string query)
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        (await Rep1.Get($"/customers/{granted.Customer}/owner{query}")).IsProblem(422, "invalid-value", "?at");
    }

    async Task Owned(string customer, DateTimeOffset at, string? owner, string? rule)
    {
        var answer = (await Arbiter.Auditor.Get($"/customers/{customer}/owner?at={at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z")).Ok();
        Assert.Equal((at, owner, rule), (answer.Time("at"), answer.Text("owner"), answer.Text("rule")));
    }
}

public sealed class HistoryRulesOnSqlite() : HistoryRules(Store.Sqlite);

public sealed class HistoryRulesOnPostgres() : HistoryRules(Store.Postgres);
