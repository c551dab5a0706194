using System.Text.Json;
using Arbiter.Engine.Similar;
using Arbiter.Server.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Arbiter.Server.Tests.LookUps;

/// <summary>Looking up before claiming: what is told, to whom, and how often.</summary>
public abstract class LookUpRules(Store store) : ServerTest(store)
{
    const string FullName = "上海云帆智能科技有限公司";

    [Fact]
    public async Task The_answer_has_the_same_members_whatever_is_found()
    {
        await Rep2.Claim(phone: Phone(1));
        var mine = await Rep1.Claim(phone: Phone(2));
        var given = await Rep2.Claim(phone: Phone(3));
        await Rep2.Release(given.Customer);

        var replies = new[] { await Rep1.LookUp(Phone(4)), await Rep1.LookUp(Phone(1)), await Rep1.LookUp(Phone(2)), await Rep1.LookUp(Phone(3)) };

        Assert.Equal(["free", "held", "yours", "pool"], replies.Select(r => r.Text("status")));
        Assert.Single(replies.Select(r => string.Join(" ", r.Json.EnumerateObject().Select(m => m.Name))).Distinct());
        Assert.Single(replies.Select(r => string.Join(" ", r["quota"].EnumerateObject().Select(m => m.Name))).Distinct());
        Assert.Equal(["", "", mine.Customer, given.Customer], replies.Select(r => r.Text("customer")));
        Assert.Equal(["", "protected", "ownerAlready", "poolFreshHold"], replies.Select(r => r.List("reasons").Select(x => x.GetProperty("rule").GetString()).FirstOrDefault("")));
        Assert.DoesNotContain("rep-02", replies[1].Body);
    }

    [Fact]
    public async Task Similar_customers_are_told_with_reasons_and_masked()
    {
        var held = await Rep2.Claim(phone: Phone(1), company: FullName);
        await IndexedAsync();

        var told = (await Rep1.Post("/lookups", ArbiterClient.ClaimOf(company: "上海云帆智能科技"))).Ok();

        Assert.Equal("free", told.Text("status"));
        var similar = Assert.Single(told.List("similar"));
        Assert.Equal(("hold", "held"), (similar.GetProperty("level").GetString(), similar.GetProperty("status").GetString()));
        Assert.True(similar.GetProperty("score").GetDouble() >= 0.92);
        Assert.Equal(JsonValueKind.Null, similar.GetProperty("customer").ValueKind);
        Assert.Contains("sameName", similar.GetProperty("reasons").EnumerateArray().Select(r => r.GetProperty("code").GetString()));
        Assert.Equal([$"{Phone(1)[..3]}****{Phone(1)[^4..]}", "上海**科技**公司"], similar.GetProperty("identifiers").EnumerateArray().Select(i => i.GetProperty("value").GetString()));
        Assert.DoesNotContain("云帆", told.Body);
        Assert.DoesNotContain("rep-02", told.Body);
        var toManager = (await Arbiter.Manager.Post("/lookups", ArbiterClient.ClaimOf(company: "上海云帆智能科技"))).Ok();
        Assert.Equal(held.Customer, toManager.List("similar")[0].GetProperty("customer").GetString());
    }

    [Fact]
    public async Task A_number_that_differs_by_a_slip_is_told()
    {
        await Rep2.Claim(phone: "13752604391");

        foreach (var slip in new[] { "13752604392", "13752640391" })
        {
            var similar = Assert.Single((await Rep1.LookUp(slip)).List("similar"));
            Assert.Equal("warn", similar.GetProperty("level").GetString());
        }

        Assert.Empty((await Rep1.LookUp("13752604300")).List("similar"));
        Assert.Empty((await Rep1.LookUp("13752604391")).List("similar"));
    }

    [Fact]
    public async Task What_is_merged_is_told_as_the_customer_it_was_merged_into()
    {
        var into = await Rep1.Claim(phone: Phone(1));
        var merged = await Rep2.Claim(phone: Phone(2), company: FullName);
        await Arbiter.Services.GetRequiredService<Engine.IArbiterEngine>().ExecuteAsync(new Domain.MergeCustomers(
            Id(into.Customer), Id(merged.Customer), "test"));
        await IndexedAsync();

        var similar = Assert.Single((await Rep1.Post("/lookups", ArbiterClient.ClaimOf(company: "上海云帆智能科技"))).Ok().List("similar"));

        Assert.Equal((into.Customer, "yours"), (similar.GetProperty("customer").GetString(), similar.GetProperty("status").GetString()));
        static Domain.Customers.CustomerId Id(string text) => Domain.Customers.CustomerId.TryParse(text, out var id) ? id : default;
    }

    [Fact]
    public async Task Thirty_look_ups_a_day_however_many_come_at_once_and_a_restart_gives_none_back()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Rep1.Post("/lookups", ArbiterClient.ClaimOf(phone: Phone(i)))));

        Assert.Equal(30, replies.Count(r => r.Status == 200));
        Assert.Equal(30, replies.Where(r => r.Status == 200).Max(r => r["quota"].GetProperty("used").GetInt32()));
        Assert.All(replies.Where(r => r.Status != 200), r => r.IsProblem(429, "lookup-quota"));
        await Arbiter.RestartAsync();
        var refused = (await Rep1.Post("/lookups", ArbiterClient.ClaimOf(phone: Phone(1)))).IsProblem(429, "lookup-quota");
        var midnight = new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.FromHours(8));
        Assert.Contains(midnight.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), refused.Text("detail"));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, midnight - Now - TimeSpan.FromSeconds(1), midnight - Now + TimeSpan.FromSeconds(1));
        (await Rep2.LookUp(Phone(1))).Ok();
        (await Arbiter.Manager.LookUp(Phone(1))).Ok();
        (await Rep1.Claim(phone: Phone(1))).Is("granted", "firstClaim");
        At(midnight);
        Assert.Equal(1, (await Rep1.LookUp(Phone(1)))["quota"].GetProperty("used").GetInt32());
    }

    [Fact]
    public async Task A_retry_spends_nothing_and_gets_the_first_answer()
    {
        var first = (await Rep1.Post("/lookups", ArbiterClient.ClaimOf(phone: Phone(1)), "k-1")).Ok();
        await Rep2.Claim(phone: Phone(1));
        var again = (await Rep1.Post("/lookups", ArbiterClient.ClaimOf(phone: Phone(1)), "k-1")).Ok();

        Assert.Equal(("free", "free", "True"), (first.Text("status"), again.Text("status"), again.Text("replayed")));
        Assert.Equal(2, (await Rep1.LookUp(Phone(2)))["quota"].GetProperty("used").GetInt32());
        (await Rep1.Post("/lookups", ArbiterClient.ClaimOf(phone: Phone(3)), "k-1")).IsProblem(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task The_log_tells_the_auditor_who_looked_up_whom_and_reps_only_that_somebody_did()
    {
        var held = await Rep2.Claim(phone: Phone(1), company: FullName);
        await IndexedAsync();
        await Rep1.LookUp(Phone(1));
        await Rep1.Post("/lookups", ArbiterClient.ClaimOf(company: "上海云帆智能科技"));

        var seen = LookedUp(await Arbiter.Auditor.Get("/events?limit=1000"));
        Assert.Equal([held.Customer], Ids(seen[0], "customers"));
        Assert.Equal([held.Customer], Ids(seen[1], "similar"));
        Assert.All(seen, e => Assert.Equal("rep-01", e.GetProperty("data").GetProperty("rep").GetString()));
        Assert.All(
            LookedUp(await Rep3.Get("/events?limit=1000")).Concat(LookedUp(await Rep3.Get("/live"))), e => Assert.Equal("{}", e.GetProperty("data").GetRawText()));

        static List<JsonElement> LookedUp(Reply reply) => [.. reply.Ok().List("events").Where(e => e.GetProperty("type").GetString() == "lookedUp")];
        static IEnumerable<string?> Ids(JsonElement e, string name) => e.GetProperty("data").GetProperty(name).EnumerateArray().Select(id => id.GetString());
    }

    /// <summary>Waits until the names of all that is committed are in the index.</summary>
    async Task IndexedAsync()
    {
        var head = await Arbiter.HeadAsync();
        var names = Arbiter.Services.GetRequiredService<NameProjection>();
        await Eventually.Is(() => Task.FromResult(names.Position >= head), "the names are indexed");
    }
}

public sealed class LookUpRulesOnSqlite() : LookUpRules(Store.Sqlite);

public sealed class LookUpRulesOnPostgres() : LookUpRules(Store.Postgres);
