using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Claims;

/// <summary>Who gets a customer, and what everybody else is told.</summary>
public abstract class ClaimRules(Store store) : ServerTest(store)
{
    [Fact]
    public async Task The_first_claim_is_granted_and_protected_for_seven_days()
    {
        var ruling = await Rep1.Claim(phone: Phone(1), channel: "web-form");

        ruling.Is("granted", "firstClaim");
        Assert.Equal(("rep-01", 1), (ruling.Owner, ruling.Epoch));
        Assert.Equal(Now, ruling.At);
        Assert.Equal(Now, ruling.OwnedSince);
        Assert.Equal(Now.AddDays(7), ruling.ProtectedUntil);
        Assert.Equal(await Arbiter.HeadAsync(), ruling.Seq);
        Assert.Equal(1, ruling.Json.GetProperty("policyVersion").GetInt32());
        Assert.Null(ruling.Conflict);
    }

    [Fact]
    public async Task A_credit_code_with_a_mistaken_letter_comes_back_with_what_was_meant()
    {
        var identifiers = new[] { new { kind = "phone", value = Phone(1) }, new { kind = "creditCode", value = "9135010OM000100Y43" } };

        var ruling = new Ruling((await Rep1.Post("/claims", new { identifiers })).Ok().Json);

        var code = ruling.Is("granted", "firstClaim").Json.GetProperty("identifiers")[1];
        Assert.Equal("confusableLetters", code.GetProperty("refused").GetString());
        Assert.Equal("91350100M000100Y43", code.GetProperty("suggestion").GetString());
    }

    [Fact]
    public async Task Claiming_again_what_is_yours_changes_nothing()
    {
        var first = await Rep1.Claim(phone: Phone(1));
        Later(TimeSpan.FromHours(1));

        var again = await Rep1.Claim(phone: Phone(1));

        again.Is("alreadyYours", "ownerAlready");
        Assert.Equal((first.Customer, first.Epoch, first.ProtectedUntil), (again.Customer, again.Epoch, again.ProtectedUntil));
        Assert.Equal(first.Seq, await Arbiter.HeadAsync());
    }

    [Fact]
    public async Task A_protected_customer_is_held_for_its_owner_who_is_named()
    {
        var granted = await Rep1.Claim(phone: Phone(1));

        var held = await Rep2.Claim(phone: Phone(1));

        held.Is("held", "protected");
        Assert.Equal(("rep-01", granted.Customer, granted.ProtectedUntil), (held.Owner, held.Customer, held.ProtectedUntil));
        Assert.Equal(granted.ProtectedUntil, held.Until);
        Assert.Equal($"{granted.Customer}.1", held.Conflict);
        Assert.Equal(granted.Seq + 1, held.Seq);
    }

    [Fact]
    public async Task A_refusal_repeated_within_a_minute_is_counted_and_not_written_again()
    {
        await Rep1.Claim(phone: Phone(1));
        var held = await Rep2.Claim(phone: Phone(1));
        Later(TimeSpan.FromSeconds(59));

        var repeat = await Rep2.Claim(phone: Phone(1));

        repeat.Is("held", "protected");
        Assert.Equal(held.Seq, await Arbiter.HeadAsync());
        Later(TimeSpan.FromSeconds(1));
        await Rep2.Claim(phone: Phone(1));
        Assert.Equal(held.Seq + 1, await Arbiter.HeadAsync());
        var conflict = await Arbiter.Manager.Get($"/conflicts/{held.Conflict}");
        Assert.Equal(3, conflict.List("parties").Single().GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task One_spelling_of_a_number_is_another_spelling_of_it()
    {
        var plain = await Rep1.Claim(phone: "13912345670");

        var dressed = await Rep2.Claim(phone: " +86 139-1234-5670 ");

        dressed.Is("held", "protected");
        Assert.Equal(plain.Customer, dressed.Customer);
    }

    [Fact]
    public async Task A_claim_on_several_keys_wins_them_all()
    {
        var granted = await Rep1.Claim(phone: Phone(1), email: "li.lei@acme-machines.cn", wechat: "lilei_acme");

        Assert.Equal(granted.Customer, (await Rep2.Claim(phone: Phone(1))).Is("held", "protected").Customer);
        Assert.Equal(granted.Customer, (await Rep2.Claim(email: "li.lei@acme-machines.cn")).Customer);
        Assert.Equal(granted.Customer, (await Rep3.Claim(wechat: "lilei_acme")).Is("held", "protected").Customer);
    }

    [Fact]
    public async Task A_claim_that_loses_one_key_wins_none()
    {
        await Rep1.Claim(phone: Phone(1));

        (await Rep2.Claim(phone: Phone(1), wechat: "nobodys_yet")).Is("held", "protected");

        (await Rep3.Claim(wechat: "nobodys_yet")).Is("granted", "firstClaim");
    }

    [Fact]
    public async Task The_owner_adds_further_keys_by_claiming_them_with_one_of_theirs()
    {
        var granted = await Rep1.Claim(phone: Phone(1));

        (await Rep1.Claim(phone: Phone(1), wechat: "added_later")).Is("alreadyYours", "ownerAlready");

        Assert.Equal(granted.Customer, (await Rep2.Claim(wechat: "added_later")).Is("held", "protected").Customer);
    }

    [Fact]
    public async Task Keys_of_two_customers_are_refused_and_both_get_the_conflict()
    {
        var one = await Rep1.Claim(phone: Phone(1));
        var other = await Rep2.Claim(phone: Phone(2));

        var both = await Rep3.Claim(phone: $"{Phone(1)} / {Phone(2)}");

        both.Is("held", "protected severalCustomers");
        foreach (var (customer, holder) in new[] { (one.Customer, "rep-01"), (other.Customer, "rep-02") })
        {
            var conflict = (await Arbiter.Manager.Get($"/conflicts/{customer}.1")).Ok();
            Assert.Equal((holder, "open"), (conflict.Text("holder"), conflict.Text("status")));
            Assert.Equal("rep-03", conflict.List("parties").Single().GetProperty("rep").GetString());
        }
    }

    [Fact]
    public async Task Keys_of_two_customers_that_nobody_else_owns_are_for_people_to_review()
    {
        var mine = await Rep1.Claim(phone: Phone(1));
        var free = await Rep2.Claim(phone: Phone(2));
        await Rep2.Release(free.Customer);

        var both = await Rep1.Claim(phone: $"{Phone(1)} / {Phone(2)}");

        both.Is("underReview", "severalCustomers");
        Assert.Equal("rep-01", (await Arbiter.Manager.Get($"/customers/{mine.Customer}")).Text("owner"));
        Assert.Equal("pool", (await Arbiter.Manager.Get($"/customers/{free.Customer}")).Text("status"));
        Assert.Equal(2, (await Arbiter.Manager.Get("/conflicts")).List("conflicts").Count);
    }

    [Fact]
    public async Task A_shared_key_does_not_block_a_claim_that_has_a_key_of_its_own()
    {
        await Rep1.Claim(phone: Phone(1), website: "www.acme-machines.cn");

        (await Rep2.Claim(phone: Phone(2), website: "www.acme-machines.cn")).Is("granted", "firstClaim similar");
    }

    [Fact]
    public async Task Scopes_own_apart()
    {
        (await Arbiter.Admin.Put("/policies/spare-parts", new { scope = "spare-parts" }, match: "*")).Ok();
        await Rep1.Claim(phone: Phone(1));

        (await Rep2.Claim(phone: Phone(1), scope: "spare-parts")).Is("granted", "firstClaim");
    }

    [Fact]
    public async Task A_rep_who_left_is_not_eligible()
    {
        await Arbiter.AddRepAsync("rep-gone", active: false);

        (await Arbiter.As("rep-gone").Claim(phone: Phone(1))).Is("notEligible", "repInactive");
        (await Arbiter.Manager.Claim(phone: Phone(1), rep: "rep-gone")).Is("notEligible", "repInactive");
    }

    [Fact]
    public async Task Managers_and_channels_claim_on_behalf_of_a_rep_whom_they_have_to_name()
    {
        Assert.Equal("rep-02", (await Arbiter.Manager.Claim(phone: Phone(1), rep: "rep-02")).Is("granted", "firstClaim").Owner);
        Assert.Equal("rep-03", (await Arbiter.Channel.Claim(phone: Phone(2), rep: "rep-03")).Is("granted", "firstClaim").Owner);
        (await Arbiter.Manager.Post("/claims", ArbiterClient.ClaimOf(phone: Phone(3)))).IsProblem(422, "missing-field", "/rep");
        (await Arbiter.Manager.Post("/claims", ArbiterClient.ClaimOf(phone: Phone(3), rep: "rep-99"))).IsProblem(422, "invalid-value", "/rep");
        (await Rep1.Post("/claims", ArbiterClient.ClaimOf(phone: Phone(3), rep: "rep-02"))).IsProblem(403, "forbidden", "/rep");
    }

    [Fact]
    public async Task A_look_up_tells_where_a_customer_stands_but_not_whose_it_is()
    {
        Assert.Equal("free", (await Rep1.LookUp(Phone(1))).Text("status"));
        var granted = await Rep1.Claim(phone: Phone(1));

        Assert.Equal(("yours", granted.Customer), ((await Rep1.LookUp(Phone(1))).Text("status"), (await Rep1.LookUp(Phone(1))).Text("customer")));
        var held = await Rep2.LookUp(Phone(1));
        Assert.Equal("held", held.Text("status"));
        Assert.False(held.Has("owner"));
        Assert.Equal("", held.Text("customer"));
        Assert.Equal(granted.ProtectedUntil, held.Time("protectedUntil"));
    }
}

public sealed class ClaimRulesOnSqlite() : ClaimRules(Store.Sqlite);

public sealed class ClaimRulesOnPostgres() : ClaimRules(Store.Postgres);
