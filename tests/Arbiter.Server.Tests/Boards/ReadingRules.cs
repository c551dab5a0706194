using System.Text.Json;
using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Boards;

/// <summary>Conflicts, events and the leaderboard as people read them.</summary>
public abstract class ReadingRules(Store store) : ServerTest(store)
{
    [Fact]
    public async Task Reps_see_the_conflicts_that_they_hold_or_are_a_party_of()
    {
        var one = await Rep1.Claim(phone: Phone(1));
        var other = await Rep3.Claim(phone: Phone(2));
        await Rep2.Claim(phone: Phone(1));
        await Rep2.Claim(phone: Phone(2));

        Assert.Equal([one.Customer], await Conflicts(Rep1));
        Assert.Equal([other.Customer], await Conflicts(Rep3));
        Assert.Equal(2, (await Conflicts(Rep2)).Count);
        Assert.Equal(2, (await Conflicts(Arbiter.Auditor)).Count);
        (await Rep1.Get($"/conflicts/{other.Customer}.1")).IsProblem(404, "not-found");
        (await Rep2.Get($"/conflicts/{other.Customer}.1")).Ok();
    }

    [Fact]
    public async Task Conflicts_come_in_pages_by_status_the_latest_first()
    {
        var customers = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            customers.Insert(0, (await Rep1.Claim(phone: Phone(i))).Customer);
            await Rep2.Claim(phone: Phone(i));
            Later(TimeSpan.FromSeconds(1));
        }

        await Rep1.Release(customers[4]);

        var seen = new List<string>();
        for (var after = ""; after is not null && seen.Count < 100;)
        {
            var page = (await Arbiter.Manager.Get($"/conflicts?limit=2&after={after}")).Ok();
            seen.AddRange(page.List("conflicts").Select(Customer));
            after = page.Text("next");
        }

        Assert.Equal(customers, seen);
        Assert.Equal(customers.Take(4), await Conflicts(Arbiter.Manager, "?status=open"));
        Assert.Equal(customers.Skip(4), await Conflicts(Arbiter.Manager, "?status=closed"));
    }

    [Fact]
    public async Task The_log_comes_in_pages_in_order_without_a_gap()
    {
        for (var i = 0; i < 10; i++) await Rep1.Claim(phone: Phone(i));
        var head = await Arbiter.HeadAsync();

        var seen = new List<long>();
        for (var after = 0L; after < head && seen.Count < 1000;)
        {
            var page = (await Rep1.Get($"/events?after={after}&limit=7")).Ok();
            seen.AddRange(page.List("events").Select(e => e.GetProperty("seq").GetInt64()));
            after = page.Number("next");
        }

        Assert.Equal(Enumerable.Range(1, (int)head).Select(i => (long)i), seen);
        Assert.Empty((await Rep1.Get($"/events?after={long.MaxValue}")).Ok().List("events"));
    }

    [Fact]
    public async Task A_claim_over_two_customers_is_one_refusal_on_the_leaderboard()
    {
        await Rep1.Claim(phone: Phone(1));
        await Rep2.Claim(phone: Phone(2));
        var both = new { identifiers = new[] { new { kind = "phone", value = Phone(1) }, new { kind = "phone", value = Phone(2) } } };
        (await Rep3.Post("/claims", both)).Ok();
        Later(TimeSpan.FromMinutes(2));
        await Rep3.Claim(phone: Phone(1));
        await CaughtUp();
        Assert.Equal((0, 2, 0), await Row("today", "rep", "rep-03"));
    }

    [Fact]
    public async Task The_leaderboard_counts_days_weeks_and_months_also_after_a_restart()
    {
        await Rep1.Claim(phone: Phone(1));
        Later(TimeSpan.FromDays(3));
        var second = await Rep1.Claim(phone: Phone(2));
        Later(TimeSpan.FromDays(2));
        await Rep1.Claim(phone: Phone(3));
        await Arbiter.As("rep-04").Claim(phone: Phone(3));
        await Rep1.Release(second.Customer);

        await Check();
        await Arbiter.RestartAsync();
        await Check();
        await Rep1.Claim(phone: Phone(4));
        await CaughtUp();
        Assert.Equal((2, 0, 3), await Row("today", "rep", "rep-01"));

        async Task Check()
        {
            await CaughtUp();
            Assert.Equal((1, 0, 2), await Row("today", "rep", "rep-01"));
            Assert.Equal((3, 0, 2), await Row("7d", "rep", "rep-01"));
            Assert.Equal((3, 0, 2), await Row("30d", "team", "north"));
            Assert.Equal((0, 1, 0), await Row("today", "rep", "rep-04"));
            Assert.Equal((0, 1, 0), await Row("30d", "team", "south"));
        }
    }

    async Task<List<string>> Conflicts(ArbiterClient client, string query = "") =>
        [.. (await client.Get("/conflicts" + query)).Ok().List("conflicts").Select(Customer)];

    static string Customer(JsonElement conflict) => conflict.GetProperty("customer").GetString()!;

    async Task CaughtUp()
    {
        var head = await Arbiter.HeadAsync();
        await Eventually.Is(
            async () =>
            {
                Clock.Advance(TimeSpan.FromMilliseconds(100));
                return (await Rep1.Get("/leaderboard")).Ok().Number("seq") >= head;
            },
            "the leaderboard is up with the log");
    }

    async Task<(int Granted, int Refused, int Held)> Row(string window, string by, string id)
    {
        var row = (await Rep1.Get($"/leaderboard?window={window}&by={by}")).Ok().List("rows").Single(r => r.GetProperty("id").GetString() == id);
        return (row.GetProperty("granted").GetInt32(), row.GetProperty("refused").GetInt32(), row.GetProperty("held").GetInt32());
    }
}

public sealed class ReadingRulesOnSqlite() : ReadingRules(Store.Sqlite);

public sealed class ReadingRulesOnPostgres() : ReadingRules(Store.Postgres);
