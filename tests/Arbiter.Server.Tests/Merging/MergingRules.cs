using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Merging;

/// <summary>Two customers made one and taken apart, as callers see it.</summary>
public abstract class MergingRules(Store store) : ServerTest(store)
{
    [Fact]
    public async Task Whatever_leads_to_the_merged_customer_leads_to_the_survivor()
    {
        var (one, two) = await TwoAsync();
        var merged = (await Arbiter.Manager.Post($"/customers/{two.Customer}/merge", new { into = one.Customer })).Ok();

        Assert.Equal((one.Customer, "rep-01"), (merged.Text("customer"), merged.Text("owner")));
        Assert.Equal(one.Customer, (await Rep3.Claim(phone: Phone(2))).Is("held", "protected").Customer);
        (await Rep2.Post($"/customers/{two.Customer}/follow-ups", new { kind = "call" })).IsProblem(404, "not-found");
        Assert.Equal(one.Customer, (await Rep1.Post($"/customers/{two.Customer}/follow-ups", new { kind = "call" })).Ok().Text("customer"));
        var shown = (await Rep1.Get($"/customers/{two.Customer}")).Ok();
        Assert.Equal(("merged", one.Customer), (shown.Text("status"), shown.Text("mergedInto")));
        (await Rep2.Get($"/customers/{two.Customer}")).IsProblem(404, "not-found");
        (await Arbiter.Manager.Post($"/customers/{two.Customer}/merge", new { into = one.Customer })).IsProblem(409, "already-merged");
        (await Arbiter.Manager.Post($"/customers/{one.Customer}/merge", new { into = one.Customer })).IsProblem(422, "invalid-value", "/into");
    }

    [Fact]
    public async Task The_survivors_history_has_both_lines_in_pages_and_both_pasts_stay_as_they_were()
    {
        var (one, two) = await TwoAsync();
        await Rep2.FollowUp(two.Customer, "call");
        Later(TimeSpan.FromHours(1));
        (await Arbiter.Manager.Post($"/customers/{two.Customer}/merge", new { into = one.Customer })).Ok();
        var merged = Now;
        Later(TimeSpan.FromHours(1));

        var all = await SeqsAsync(one.Customer, 100);
        Assert.Equal((long[])[one.Seq, two.Seq, two.Seq + 1, two.Seq + 2, two.Seq + 3], all.Order());
        Assert.Equal(all, await SeqsAsync(one.Customer, 2));
        Assert.Equal(all.OrderDescending(), all);
        await Owned(two.Customer, merged - Instant, "rep-02", "firstClaim");
        await Owned(two.Customer, merged, "rep-01", "firstClaim");
        await Owned(one.Customer, merged - Instant, "rep-01", "firstClaim");

        (await Arbiter.Manager.Delete($"/customers/{two.Customer}/merge")).Ok();
        await Owned(two.Customer, Now, "rep-02", "unmerged");
        await Owned(two.Customer, merged, "rep-01", "firstClaim");
        await Owned(one.Customer, Now, "rep-01", "firstClaim");
        Assert.Equal(3, (await SeqsAsync(one.Customer, 100)).Count);
    }

    [Fact]
    public async Task Unmerging_gives_the_keys_back()
    {
        var (one, two) = await TwoAsync();
        (await Arbiter.Manager.Post($"/customers/{two.Customer}/merge", new { into = one.Customer })).Ok();
        var apart = (await Arbiter.Manager.Delete($"/customers/{two.Customer}/merge")).Ok();

        Assert.Equal((two.Customer, "rep-02"), (apart.Text("customer"), apart.Text("owner")));
        (await Rep2.Claim(phone: Phone(2))).Is("alreadyYours", "ownerAlready");
        (await Rep1.Claim(phone: Phone(1))).Is("alreadyYours", "ownerAlready");
        (await Arbiter.Manager.Delete($"/customers/{two.Customer}/merge")).IsProblem(409, "not-merged");
    }

    [Fact]
    public async Task One_request_key_is_for_one_unmerge()
    {
        var (one, two) = await TwoAsync();
        var three = await Rep3.Claim(phone: Phone(3));
        foreach (var id in new[] { two.Customer, three.Customer }) (await Arbiter.Manager.Post($"/customers/{id}/merge", new { into = one.Customer })).Ok();
        var first = (await Unmerge(three.Customer)).Ok();
        Assert.Equal(first.Text("seq"), (await Unmerge(three.Customer)).Ok().Text("seq"));
        (await Unmerge(two.Customer)).IsProblem(422, "idempotency-key-reused");

        Task<Reply> Unmerge(string id) => Arbiter.Manager.Send(HttpMethod.Delete, $"/customers/{id}/merge", null, ArbiterClient.WithKey("once"));
    }

    [Fact]
    public async Task After_thirty_days_a_merge_stands()
    {
        var (one, two) = await TwoAsync();
        (await Arbiter.Manager.Post($"/customers/{two.Customer}/merge", new { into = one.Customer })).Ok();
        Later(TimeSpan.FromDays(30) + Instant);
        (await Arbiter.Manager.Delete($"/customers/{two.Customer}/merge")).IsProblem(409, "unmerge-too-late");
    }

    [Fact]
    public async Task Two_customers_of_one_rep_are_proposed_and_merged_when_that_is_accepted()
    {
        var one = await Rep1.Claim(phone: Phone(1));
        var two = await Rep1.Claim(phone: Phone(2));
        Assert.Empty((await Arbiter.Manager.Get("/proposals")).Ok().List("proposals"));
        await Both(Rep1);
        await Both(Rep1);

        var proposal = Assert.Single((await Arbiter.Auditor.Get("/proposals")).Ok().List("proposals")).GetProperty("proposal").GetString();
        Assert.Contains(one.Customer, proposal);
        (await Arbiter.Manager.Post($"/proposals/{proposal}/accept", new { into = two.Customer })).Ok();
        Assert.Empty((await Arbiter.Manager.Get("/proposals")).Ok().List("proposals"));
        Assert.Equal(two.Customer, (await Rep2.Claim(phone: Phone(1))).Customer);
    }

    [Fact]
    public async Task What_was_dismissed_is_not_proposed_again()
    {
        await Rep1.Claim(phone: Phone(1));
        await Rep1.Claim(phone: Phone(2));
        await Both(Rep1);
        var proposal = (await Arbiter.Manager.Get("/proposals")).Ok().List("proposals")[0].GetProperty("proposal").GetString();
        (await Arbiter.Manager.Delete($"/proposals/{proposal}")).Ok();
        (await Arbiter.Manager.Delete($"/proposals/{proposal}")).IsProblem(409, "nothing-to-do");
        await Both(Rep1);
        Assert.Empty((await Arbiter.Manager.Get("/proposals")).Ok().List("proposals"));
    }

    [Fact]
    public async Task A_claim_on_two_owners_leaves_conflicts_that_name_each_other()
    {
        var (one, two) = await TwoAsync();
        await Both(Rep3);
        foreach (var (customer, other) in new[] { (one.Customer, two.Customer), (two.Customer, one.Customer) })
        {
            var conflict = (await Arbiter.Manager.Get($"/conflicts/{customer}.1")).Ok();
            Assert.Equal($"{other}.1", conflict.List("parties")[0].GetProperty("others")[0].GetString());
        }
    }

    Task<Reply> Both(ArbiterClient rep) => rep.Post("/claims", Claim(Phone(1), Phone(2)));

    static object Claim(params string[] phones) => new { identifiers = phones.Select(p => new { kind = "phone", value = p }) };

    async Task<(Ruling One, Ruling Two)> TwoAsync()
    {
        var one = await Rep1.Claim(phone: Phone(1));
        Later(TimeSpan.FromHours(1));
        return (one, await Rep2.Claim(phone: Phone(2)));
    }

    async Task<List<long>> SeqsAsync(string customer, int limit)
    {
        var seen = new List<long>();
        for (var before = ""; before is not null && seen.Count < 100;)
        {
            var page = (await Arbiter.Manager.Get($"/customers/{customer}/history?limit={limit}&before={before}")).Ok();
            seen.AddRange(page.List("events").Select(e => e.GetProperty("seq").GetInt64()));
            before = page.Text("next");
        }

        return seen;
    }

    async Task Owned(string customer, DateTimeOffset at, string? owner, string? rule)
    {
        var answer = (await Arbiter.Auditor.Get($"/customers/{customer}/owner?at={at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z")).Ok();
        Assert.Equal((at, owner, rule), (answer.Time("at"), answer.Text("owner"), answer.Text("rule")));
    }
}

public sealed class MergingRulesOnSqlite() : MergingRules(Store.Sqlite);

public sealed class MergingRulesOnPostgres() : MergingRules(Store.Postgres);
