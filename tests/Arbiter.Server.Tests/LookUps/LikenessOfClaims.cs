using Arbiter.Engine.Similar;
using Arbiter.Server.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Arbiter.Server.Tests.LookUps;

/// <summary>What a claim's likeness to known customers leads to, from the name as typed to the ruling.</summary>
public abstract class LikenessOfClaims(Store store) : ServerTest(store)
{
    [Fact]
    public async Task A_claim_on_what_is_nearly_certainly_known_is_held_and_says_why()
    {
        var known = await Rep1.Claim(phone: Phone(1), company: "上海云帆智能科技有限公司");
        await IndexedAsync();

        var ruling = await Rep2.Claim(phone: Phone(2), company: "上海云帆智能科技");

        Assert.Equal(("underReview", known.Customer), (ruling.Verdict, ruling.Customer));
        Assert.Contains("sameName", ruling.Json.GetRawText());
        var own = await Rep1.Claim(phone: Phone(3), company: "上海云帆智能科技");
        Assert.Equal(("alreadyYours", known.Customer), (own.Verdict, own.Customer));
    }

    [Fact]
    public async Task A_claim_that_may_be_on_a_known_customer_is_granted_with_a_warning()
    {
        await Rep1.Claim(phone: "13752604391", company: "上海云帆智能科技有限公司");
        await IndexedAsync();

        var ruling = await Rep2.Claim(phone: Phone(2), company: "云帆智能科技");

        Assert.Equal("granted", ruling.Verdict);
        Assert.Contains("placeLeftOut", ruling.Json.GetRawText());
    }

    [Fact]
    public async Task Customers_behind_one_switchboard_are_not_taken_for_one()
    {
        await Rep1.Claim(phone: "010-62345671", company: "上海云帆智能科技有限公司");
        await IndexedAsync();

        var other = await Rep2.Claim(phone: "010-62345671", company: "北京金龙粮油食品有限公司");

        other.Is("granted", "firstClaim");
    }

    async Task IndexedAsync()
    {
        var head = await Arbiter.HeadAsync();
        var names = Arbiter.Services.GetRequiredService<NameProjection>();
        await Eventually.Is(() => Task.FromResult(names.Position >= head), "the names are indexed");
    }
}

public sealed class LikenessOfClaimsOnSqlite() : LikenessOfClaims(Store.Sqlite);

public sealed class LikenessOfClaimsOnPostgres() : LikenessOfClaims(Store.Postgres);
