using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Claims;

/// <summary>Many claims at once: side by side, and in one request.</summary>
public abstract class ManyAtOnce(Store store) : ServerTest(store)
{
    protected override Task<ArbiterHost> StartAsync() => ArbiterHost.StartAsync(Store, Clock, reps: 50);

    [Fact]
    public async Task Fifty_reps_reach_for_one_customer_and_one_gets_it()
    {
        var rulings = await Task.WhenAll(Enumerable.Range(1, 50).Select(i => Arbiter.As(ArbiterHost.RepName(i)).Claim(phone: Phone(1))));

        var winner = Assert.Single(rulings, r => r.Verdict == "granted");
        Assert.Equal(49, rulings.Count(r => r.Verdict == "held" && r.Owner == winner.Owner && r.Customer == winner.Customer));
        var conflict = await Arbiter.Manager.Get($"/conflicts/{winner.Customer}.1");
        Assert.Equal(49, conflict.List("parties").Count);
    }

    [Fact]
    public async Task Claims_that_cross_over_two_keys_are_all_or_nothing()
    {
        var rulings = await Task.WhenAll(Enumerable.Range(1, 50).Select(i => Arbiter.As(ArbiterHost.RepName(i))
            .Claim(phone: i % 2 == 0 ? $"{Phone(1)} / {Phone(2)}" : $"{Phone(2)} / {Phone(1)}")));

        Assert.Single(rulings, r => r.Verdict == "granted");
        Assert.Single(rulings.Select(r => r.Customer).Distinct());
    }

    [Fact]
    public async Task A_batch_answers_row_by_row_and_bad_rows_stop_nobody()
    {
        await Rep2.Claim(phone: Phone(3));
        object?[] claims =
        [
            ArbiterClient.ClaimOf(phone: Phone(1)),
            ArbiterClient.ClaimOf(phone: "12"),
            null,
            new { identifiers = new[] { new { kind = "fax", value = "1" } } },
            new { identifiers = Array.Empty<object>() },
            ArbiterClient.ClaimOf(phone: Phone(2), rep: "rep-02"),
            ArbiterClient.ClaimOf(phone: Phone(3)),
            ArbiterClient.ClaimOf(phone: Phone(1)),
            ArbiterClient.ClaimOf(phone: Phone(4), scope: "nowhere"),
        ];

        var rows = (await Rep1.Post("/claims/batch", new { claims })).Ok().List("rulings");

        Assert.Equal(Enumerable.Range(0, claims.Length), rows.Select(r => r.GetProperty("index").GetInt32()));
        string[] expected =
        [
            "granted", "422 no-usable-identifier /claims/1/identifiers/0/value", "422 missing-field /claims/2", "422 invalid-value /claims/3/identifiers/0/kind",
            "422 no-usable-identifier /claims/4/identifiers", "403 forbidden /claims/5/rep", "held", "alreadyYours", "422 invalid-value /claims/8/scope",
        ];
        Assert.Equal(expected, rows.Select(row => row.TryGetProperty("ruling", out var ruling)
            ? ruling.GetProperty("verdict").GetString()
            : $"{row.GetProperty("problem").GetProperty("status")} {row.GetProperty("problem").GetProperty("type").GetString()!["/problems/".Length..]} {row.GetProperty("problem").GetProperty("field")}"));
    }

    [Fact]
    public async Task Rows_on_the_same_customer_are_decided_in_their_order()
    {
        // The first of each pair is looked up before its turn, because it has a company's name, and the second is not.
        string[] companies = ["杭州云岫智造科技有限公司", "北京远山文化传媒有限公司", "上海沐光照明股份有限公司", "成都锦里餐饮管理有限公司", "深圳海纳供应链有限公司"];
        var claims = companies.SelectMany((company, i) => new[]
        {
            ArbiterClient.ClaimOf(phone: Phone(i), company: company, rep: "rep-01"),
            ArbiterClient.ClaimOf(phone: Phone(i), rep: "rep-02"),
            ArbiterClient.ClaimOf(phone: $"{Phone(i)} / {Phone(i + 100)}", rep: "rep-01"),
            ArbiterClient.ClaimOf(phone: Phone(i + 100), rep: "rep-03"),
        });

        var rows = (await Arbiter.Manager.Post("/claims/batch", new { claims })).Ok().List("rulings");

        Assert.Equal(
            companies.SelectMany(_ => (string[])["granted", "held", "alreadyYours", "held"]), rows.Select(row => row.GetProperty("ruling").GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task A_batch_has_one_to_a_thousand_claims()
    {
        (await Rep1.Post("/claims/batch", new { claims = Array.Empty<object>() })).IsProblem(422, "invalid-value", "/claims");
        (await Rep1.Post("/claims/batch", new { claims = Enumerable.Repeat(ArbiterClient.ClaimOf(phone: Phone(1)), 1001) })).IsProblem(422, "too-many", "/claims");
        var full = (await Arbiter.Manager.Post("/claims/batch", new
        {
            claims = Enumerable.Range(0, 1000).Select(i => ArbiterClient.ClaimOf(phone: Phone(i), rep: ArbiterHost.RepName(i / 20 + 1))),
        })).Ok();
        Assert.All(full.List("rulings"), row => Assert.Equal("granted", row.GetProperty("ruling").GetProperty("verdict").GetString()));
    }
}

public sealed class ManyAtOnceOnSqlite() : ManyAtOnce(Store.Sqlite);

public sealed class ManyAtOnceOnPostgres() : ManyAtOnce(Store.Postgres);
