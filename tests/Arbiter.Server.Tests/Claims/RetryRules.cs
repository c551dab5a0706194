using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Claims;

/// <summary>A retry gets the first ruling; a key names one request only (P3).</summary>
public abstract class RetryRules(Store store) : ServerTest(store)
{
    [Fact]
    public async Task A_retry_gets_the_first_ruling_word_for_word()
    {
        var first = await Rep1.Claim(phone: Phone(1), key: "k-1");
        Later(TimeSpan.FromHours(1));

        var retry = await Rep1.Claim(phone: Phone(1), key: "k-1");

        Assert.False(first.Replayed);
        Assert.True(retry.Replayed);
        Assert.Equal(first.Told, retry.Told);
        Assert.Equal(first.Seq, await Arbiter.HeadAsync());
    }

    [Fact]
    public async Task A_refusal_is_remembered_too()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        var refused = await Rep2.Claim(phone: Phone(1), key: "k-1");
        await Rep1.Release(granted.Customer);
        Later(TimeSpan.FromHours(2));

        Assert.Equal(refused.Told, (await Rep2.Claim(phone: Phone(1), key: "k-1")).Told);
    }

    /// <summary>Else the first of two attempts could be carried out after the second was told that it cannot be.</summary>
    [Fact]
    public async Task What_could_not_be_done_is_not_done_by_a_retry()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        await Rep1.Release(granted.Customer);
        var path = $"/customers/{granted.Customer}/transfer";
        var transfer = new { to = "rep-03", reason = "handover" };
        (await Arbiter.Manager.Post(path, transfer, "k-1")).IsProblem(409, "not-owned");
        Later(TimeSpan.FromDays(1));
        Assert.Equal("granted", (await Rep2.Claim(phone: Phone(1))).Verdict);
        await Arbiter.RestartAsync();
        var head = await Arbiter.HeadAsync();

        var retry = (await Arbiter.Manager.Post(path, transfer, "k-1")).IsProblem(409, "not-owned");

        Assert.True(retry["replayed"].GetBoolean());
        Assert.Equal(head, await Arbiter.HeadAsync());
        (await Arbiter.Manager.Post(path, transfer, "k-2")).Ok();
    }

    [Fact]
    public async Task The_same_key_with_another_condition_is_another_request()
    {
        var policy = new { scope = "default", quotas = new { holdings = 7 } };
        (await Arbiter.Admin.Put("/policies/default", policy, match: "\"2\"", key: "k-1")).IsProblem(412, "precondition-failed");

        (await Arbiter.Admin.Put("/policies/default", policy, match: "\"2\"", key: "k-1")).IsProblem(412, "precondition-failed");
        (await Arbiter.Admin.Put("/policies/default", policy, match: "\"1\"", key: "k-1")).IsProblem(422, "idempotency-key-reused");
        (await Arbiter.Admin.Put("/policies/default", policy, match: "\"1\"", key: "k-2")).Ok();
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        await Rep1.Claim(phone: Phone(1), key: "k-1");
        var head = await Arbiter.HeadAsync();

        (await Rep1.Post("/claims", ArbiterClient.ClaimOf(phone: Phone(2)), "k-1")).IsProblem(422, "idempotency-key-reused");

        Assert.Equal(head, await Arbiter.HeadAsync());
    }

    [Fact]
    public async Task The_same_key_at_another_address_is_refused()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        (await Rep1.Post($"/customers/{granted.Customer}/follow-ups", new { kind = "call" }, "k-1")).Ok();

        (await Rep1.Post($"/customers/{granted.Customer}/release", new { }, "k-1")).IsProblem(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task Each_caller_has_keys_of_their_own()
    {
        (await Rep1.Claim(phone: Phone(1), key: "k-1")).Is("granted", "firstClaim");
        (await Rep2.Claim(phone: Phone(2), key: "k-1")).Is("granted", "firstClaim");
    }

    [Fact]
    public async Task Retries_side_by_side_get_one_ruling()
    {
        var rulings = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Rep1.Claim(phone: Phone(1), key: "k-1")));

        Assert.Single(rulings.Select(r => r.Told).Distinct());
        Assert.Single(rulings, r => !r.Replayed);
        Assert.Equal(rulings[0].Seq, await Arbiter.HeadAsync());
    }

    [Fact]
    public async Task After_a_restart_it_is_still_the_same_ruling()
    {
        var first = await Rep1.Claim(phone: Phone(1), key: "k-1");
        var refused = await Rep2.Claim(phone: Phone(1), key: "k-2");

        await Arbiter.RestartAsync();

        var (again, refusedAgain) = (await Rep1.Claim(phone: Phone(1), key: "k-1"), await Rep2.Claim(phone: Phone(1), key: "k-2"));
        Assert.True(again.Replayed && refusedAgain.Replayed);
        Assert.Equal((first.Told, refused.Told), (again.Told, refusedAgain.Told));
        (await Rep1.Post("/claims", ArbiterClient.ClaimOf(phone: Phone(2)), "k-1")).IsProblem(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task Other_posts_are_remembered_as_well()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        var path = $"/customers/{granted.Customer}/release";
        var first = (await Rep1.Post(path, new { }, "k-1")).Ok();

        var retry = (await Rep1.Post(path, new { }, "k-1")).Ok();

        Assert.Equal(first.Number("seq"), retry.Number("seq"));
        Assert.True(retry["replayed"].GetBoolean());
    }

    [Fact]
    public async Task A_batch_sent_again_gets_the_same_rulings()
    {
        var batch = new { claims = new[] { ArbiterClient.ClaimOf(phone: Phone(1)), ArbiterClient.ClaimOf(phone: "no phone"), ArbiterClient.ClaimOf(phone: Phone(2)) } };
        var first = (await Rep1.Post("/claims/batch", batch, "k-1")).Ok();
        var head = await Arbiter.HeadAsync();

        var retry = (await Rep1.Post("/claims/batch", batch, "k-1")).Ok();

        Assert.Equal(head, await Arbiter.HeadAsync());
        foreach (var i in new[] { 0, 2 })
            Assert.Equal(new Ruling(first["rulings"][i].GetProperty("ruling")).Told, new Ruling(retry["rulings"][i].GetProperty("ruling")).Told);
    }

    [Fact]
    public async Task A_batch_under_a_used_key_is_refused_as_a_whole()
    {
        var one = new { claims = new[] { ArbiterClient.ClaimOf(phone: Phone(1)) } };
        var two = new { claims = new[] { ArbiterClient.ClaimOf(phone: Phone(2)), ArbiterClient.ClaimOf(phone: Phone(3)) } };
        (await Rep1.Post("/claims/batch", one, "k-1")).Ok();
        var head = await Arbiter.HeadAsync();

        (await Rep1.Post("/claims/batch", two, "k-1")).IsProblem(422, "idempotency-key-reused");
        (await Rep1.Post("/claims", ArbiterClient.ClaimOf(phone: Phone(2)), "k-1")).IsProblem(422, "idempotency-key-reused");

        Assert.Equal(head, await Arbiter.HeadAsync());
    }
}

public sealed class RetryRulesOnSqlite() : RetryRules(Store.Sqlite);

public sealed class RetryRulesOnPostgres() : RetryRules(Store.Postgres);
