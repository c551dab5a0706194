using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Merging;

/// <summary>Keys that several customers may share: proposed, answered, and marked before anybody has them.</summary>
public abstract class SharedKeyRules(Store store) : ServerTest(store)
{
    [Fact]
    public async Task A_switchboard_is_proposed_and_once_that_is_accepted_decides_nothing()
    {
        var first = await SeenWithAsync(1, 3);
        var proposed = Assert.Single(await ProposedAsync());
        Assert.Equal((3, first.Customer), (proposed.GetProperty("others").GetInt32(), proposed.GetProperty("customer").GetString()));
        (await Arbiter.Manager.Post("/keys/shared/proposals/accept", Desk)).Ok();

        Assert.Empty(await ProposedAsync());
        (await Rep3.Claim(phone: Phone(9))).Is("granted", "firstClaim");
        Assert.True((await Rep1.Get($"/customers/{first.Customer}")).Ok().List("identifiers").Single().GetProperty("shared").GetBoolean());
        (await Arbiter.Manager.Post("/keys/shared/proposals/accept", Desk)).IsProblem(409, "nothing-to-do");
        (await Arbiter.Admin.Post("/keys/shared", Desk)).IsProblem(409, "nothing-to-do");
        (await MarkAsync(shared: false)).Ok();
        Assert.Equal(first.Customer, (await Rep3.Claim(phone: Phone(9))).Customer);
        Assert.Empty(await ProposedAsync());
    }

    [Fact]
    public async Task A_dismissed_proposal_is_logged_once_without_the_key_and_comes_back_with_a_further_customer()
    {
        var first = await SeenWithAsync(1, 3);
        var dismissed = (await DismissAsync("once")).Ok();
        Assert.Empty(await ProposedAsync());
        Assert.Equal(dismissed.Text("seq"), (await DismissAsync("once")).Ok().Text("seq"));
        (await DismissAsync("twice")).IsProblem(409, "nothing-to-do");
        (await Arbiter.Manager.Post("/keys/shared/proposals/accept", Desk)).IsProblem(409, "nothing-to-do");
        Assert.Equal(first.Customer, (await Rep2.Claim(phone: Phone(9))).Is("held", "protected").Customer);

        var logged = (await Arbiter.Auditor.Get("/events?limit=200")).Ok().List("events").Where(e => e.GetProperty("type").GetString() == "sharingDismissed");
        var data = Assert.Single(logged).GetProperty("data");
        Assert.Equal(("phone", 3), (data.GetProperty("identifier").GetString(), data.GetProperty("others").GetInt32()));
        Assert.DoesNotContain(Phone(9), (await Arbiter.Auditor.Get("/events?limit=200")).Body);

        await SeenWithAsync(4, 4);
        Assert.Equal(4, Assert.Single(await ProposedAsync()).GetProperty("others").GetInt32());
    }

    [Fact]
    public async Task What_is_not_proposed_is_neither_accepted_nor_dismissed()
    {
        foreach (var answer in new[] { "accept", "dismiss" })
            (await Arbiter.Manager.Post($"/keys/shared/proposals/{answer}", Desk)).IsProblem(404, "not-found");
        await SeenWithAsync(1, 2);
        foreach (var answer in new[] { "accept", "dismiss" })
            (await Arbiter.Manager.Post($"/keys/shared/proposals/{answer}", Desk)).IsProblem(409, "nothing-to-do");
    }

    [Fact]
    public async Task A_key_that_nobody_has_is_marked_and_stays_so_when_the_server_begins_again()
    {
        (await MarkAsync(shared: false)).IsProblem(404, "not-found");
        (await MarkAsync(shared: true)).Ok();
        (await MarkAsync(shared: true)).IsProblem(409, "nothing-to-do");
        var one = await Rep1.Claim(phone: Phone(9));
        await Arbiter.RestartAsync();
        var two = await Rep2.Claim(phone: Phone(9));
        // It decides nothing, and says that the two may be one.
        Assert.NotEqual(one.Customer, two.Is("granted", "firstClaim similar").Customer);

        (await MarkAsync(shared: false)).Ok();
        var owned = await Rep3.Claim(phone: Phone(9));
        Assert.Equal(owned.Customer, (await Rep1.Claim(phone: Phone(9))).Is("held", "protected").Customer);
        Assert.DoesNotContain(Phone(9), (await Arbiter.Auditor.Get("/events?limit=200")).Body);
        (await Arbiter.Admin.Post("/keys/shared", new { kind = "phone", value = "12" })).IsProblem(422, "invalid-value", "/value");
    }

    [Fact]
    public async Task Answers_say_that_a_marked_key_is_shared_and_why()
    {
        (await MarkAsync(shared: true)).Ok();
        var body = new { identifiers = new[] { new { kind = "wechat", value = "lilei_acme" }, new { kind = "phone", value = Phone(9) }, new { kind = "phone", value = Phone(1) } } };
        foreach (var path in new[] { "/claims", "/lookups" })
        {
            var told = (await Rep1.Post(path, body)).Ok().List("identifiers");
            Assert.Equal(["hard", "shared", "hard"], told.Select(i => i.GetProperty("strength").GetString()));
            Assert.Equal("markedShared", told[1].GetProperty("weakness").GetString());
            Assert.False(told[0].TryGetProperty("weakness", out _));
        }

        // A retry is told what was so at the first time.
        var first = (await Claim("again")).Ok().List("identifiers");
        (await MarkAsync(shared: false)).Ok();
        Assert.Equal(first.Select(i => i.ToString()), (await Claim("again")).Ok().List("identifiers").Select(i => i.ToString()));

        Task<Reply> Claim(string key) => Rep1.Send(HttpMethod.Post, "/claims", ArbiterClient.Json(body), ArbiterClient.WithKey(key));
    }

    static object Desk => new { kind = "phone", value = Phone(9) };

    Task<Reply> MarkAsync(bool shared) => Arbiter.Admin.Post("/keys/shared", new { kind = "phone", value = Phone(9), shared });

    Task<Reply> DismissAsync(string key) =>
        Arbiter.Manager.Send(HttpMethod.Post, "/keys/shared/proposals/dismiss", ArbiterClient.Json(Desk), ArbiterClient.WithKey(key));

    async Task<System.Text.Json.JsonElement[]> ProposedAsync() => [.. (await Arbiter.Auditor.Get("/keys/shared/proposals")).Ok().List("keys")];

    /// <summary>Claims bring the switchboard, phone 9, together with the customers of phones <paramref name="from"/> to <paramref name="to"/>.</summary>
    async Task<Ruling> SeenWithAsync(int from, int to)
    {
        var first = await Rep1.Claim(phone: Phone(9));
        for (var i = from; i <= to; i++)
        {
            await Rep2.Claim(phone: Phone(i));
            await Rep3.Post("/claims", new { identifiers = new[] { new { kind = "phone", value = Phone(9) }, new { kind = "phone", value = Phone(i) } } });
        }

        return first;
    }
}

public sealed class SharedKeyRulesOnSqlite() : SharedKeyRules(Store.Sqlite);

public sealed class SharedKeyRulesOnPostgres() : SharedKeyRules(Store.Postgres);
