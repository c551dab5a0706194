using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.Server.Claims;
using Arbiter.Server.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Arbiter.Server.Tests.LookUps;

/// <summary>Customers that were granted, each on its own keys, and turn out to be near to another: a manager is asked whether they are one.</summary>
public abstract class NearMisses(Store store) : ServerTest(store)
{
    [Theory]
    [InlineData("13752604391", "13752604396", "oneDigitOff")]
    [InlineData("13752604391", "13752604931", "digitsSwapped")]
    public async Task Two_phones_that_differ_by_a_slip_are_proposed_with_the_reason(string one, string other, string reason)
    {
        var first = await Rep1.Claim(phone: one);
        var second = await Rep2.Claim(phone: other);
        second.Is("granted", "firstClaim");
        await Arbiter.ComparedAsync();

        var proposal = Assert.Single(await ProposalsAsync());
        Assert.Equal(new HashSet<string?> { first.Customer, second.Customer }, [proposal.GetProperty("customer").GetString(), proposal.GetProperty("with").GetString()]);
        Assert.Equal(new HashSet<string?> { "rep-01", "rep-02" }, [proposal.GetProperty("owner").GetString(), proposal.GetProperty("withOwner").GetString()]);
        Assert.Equal(reason, proposal.GetProperty("reasons")[0].GetProperty("code").GetString());
        Assert.InRange(proposal.GetProperty("score").GetDouble(), 0.75, 0.92);
        Assert.Contains($"\"evidence\":[\"{reason}\"]", (await Arbiter.Auditor.Get("/events?limit=200")).Ok().Body);
    }

    [Fact]
    public async Task Mailboxes_and_WeChat_ids_that_differ_by_a_slip_are_proposed_and_other_ones_are_not()
    {
        await Rep1.Claim(email: "zhangsanfeng@mingde.com.cn");
        await Rep2.Claim(email: "zhangsanfneg@mingde.com.cn");
        await Rep1.Claim(wechat: "lilei_wangjing");
        await Rep2.Claim(wechat: "lilei_wanjing");
        await Rep2.Claim(email: "li.wei1@mingde.com.cn");
        await Rep1.Claim(email: "li.wei2@mingde.com.cn");
        await Arbiter.ComparedAsync();

        Assert.Equal(["nearMailbox", "nearWeChat"], (await ProposalsAsync()).Select(p => p.GetProperty("reasons")[0].GetProperty("code").GetString()).Order());
    }

    [Fact]
    public async Task Numbers_of_a_block_are_near_to_each_other_and_that_tells_nothing()
    {
        for (var i = 0; i < 8; i++) await Rep1.Claim(phone: $"1375260439{i}");
        await Arbiter.ComparedAsync();
        var beforeItWasOne = await ProposalsAsync();
        await Rep2.Claim(phone: "13752604399");
        await Arbiter.ComparedAsync();

        // Each of the first four may have been compared before the next came.
        Assert.InRange(beforeItWasOne.Count, 0, 6);
        Assert.Equal(beforeItWasOne.Count, (await ProposalsAsync()).Count);
    }

    [Fact]
    public async Task Two_customers_of_one_name_claimed_at_the_same_instant_are_proposed_afterwards()
    {
        await Task.WhenAll(ClaimUnseenAsync("rep-01", Phone(1), "上海云帆智能科技有限公司"), ClaimUnseenAsync("rep-02", Phone(2), "上海云帆智能科技"));
        await Arbiter.ComparedAsync();

        var proposal = Assert.Single(await ProposalsAsync());
        Assert.Contains("sameName", proposal.GetProperty("reasons").GetRawText());
        Assert.InRange(proposal.GetProperty("score").GetDouble(), 0.92, 1);
    }

    [Fact]
    public async Task Two_companies_behind_one_switchboard_are_no_proposal()
    {
        await Rep1.Claim(phone: "010-62345671", company: "上海云帆智能科技有限公司");
        await Rep2.Claim(phone: "010-62345671", company: "北京金龙粮油食品有限公司");
        await Rep3.Claim(phone: "010-62345671");
        await Arbiter.ComparedAsync();

        Assert.Empty(await ProposalsAsync());
    }

    [Fact]
    public async Task What_a_manager_dismissed_does_not_come_back_after_a_restart_that_compares_all_anew()
    {
        await Rep1.Claim(phone: "13752604391");
        await Rep2.Claim(phone: "13752604396");
        await Arbiter.ComparedAsync();
        (await Arbiter.Manager.Delete("/proposals/" + Assert.Single(await ProposalsAsync()).GetProperty("proposal").GetString())).Ok();

        await Arbiter.RestartAsync();
        await Arbiter.ComparedAsync();

        Assert.Empty(await ProposalsAsync());
    }

    [Fact]
    public async Task A_rep_sees_that_something_was_proposed_and_not_which_customers()
    {
        var first = await Rep1.Claim(phone: "13752604391");
        await Rep2.Claim(phone: "13752604396");
        await Arbiter.ComparedAsync();

        var proposed = (await Rep2.Get("/events?limit=200")).Ok().List("events").Single(e => e.GetProperty("type").GetString() == "mergeProposed");

        Assert.False(proposed.TryGetProperty("customer", out _));
        Assert.Equal("{}", proposed.GetProperty("data").GetRawText());
        Assert.DoesNotContain(first.Customer, proposed.GetRawText());
        Assert.Equal(403, (await Rep2.Get("/proposals")).Status);
    }

    /// <summary>Decided without what it resembles, as a claim is while the other one's name is not in the index yet.</summary>
    async Task ClaimUnseenAsync(string rep, string phone, string company)
    {
        var reader = Arbiter.Services.GetRequiredService<ClaimReader>();
        var keys = new[] { new Identifier(IdentifierKind.Phone, phone), new Identifier(IdentifierKind.Company, company) }
            .SelectMany(i => reader.Normalize(i).Keys).Select(k => new ClaimedKey(new CustomerKey(Scope.Default, k.Kind, k.Value), k.Strength));
        var told = await Arbiter.Services.GetRequiredService<IArbiterEngine>().ExecuteAsync(new ClaimCustomer(Scope.Default, new RepId(rep), [.. keys], null, rep));
        Assert.Equal(Verdict.Granted, ((Domain.Claims.Ruling)told.Outcome).Verdict);
    }

    async Task<IReadOnlyList<System.Text.Json.JsonElement>> ProposalsAsync() => (await Arbiter.Manager.Get("/proposals")).Ok().List("proposals");
}

public sealed class NearMissesOnSqlite() : NearMisses(Store.Sqlite);

public sealed class NearMissesOnPostgres() : NearMisses(Store.Postgres);
