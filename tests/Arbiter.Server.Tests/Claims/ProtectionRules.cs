using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Claims;

/// <summary>When protection ends, and who may claim afterwards: on the instant, not at the next sweep (P5).</summary>
public abstract class ProtectionRules(Store store) : ServerTest(store)
{
    [Fact]
    public async Task Protection_holds_to_its_last_millisecond_and_ends_on_the_instant()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        var end = granted.ProtectedUntil!.Value;

        At(end - Instant);
        (await Rep2.Claim(phone: Phone(1))).Is("held", "protected");
        At(end);
        var fresh = (await Rep3.Claim(phone: Phone(1))).Is("coolingDown", "poolFreshHold");

        Assert.Null(fresh.Owner);
        Assert.Equal(end.AddMinutes(60), fresh.Until);
        var expired = (await Arbiter.Manager.Get($"/customers/{granted.Customer}/history")).List("events").Single(e => e.GetProperty("type").GetString() == "ownershipExpired");
        Assert.Equal(end, expired.GetProperty("at").GetDateTimeOffset());
    }

    [Fact]
    public async Task After_the_fresh_hold_anybody_but_the_former_owner_may_claim()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        var free = granted.ProtectedUntil!.Value.AddMinutes(60);

        At(free - Instant);
        (await Rep2.Claim(phone: Phone(1))).Is("coolingDown", "poolFreshHold");
        At(free);
        var cooling = (await Rep1.Claim(phone: Phone(1))).Is("coolingDown", "formerOwnerCoolDown");
        var second = (await Rep2.Claim(phone: Phone(1))).Is("granted", "claimedFromPool");

        Assert.Equal(granted.ProtectedUntil.Value.AddDays(7), cooling.Until);
        Assert.Equal((granted.Customer, 2), (second.Customer, second.Epoch));
    }

    [Fact]
    public async Task A_former_owner_waits_seven_days_to_the_millisecond()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        await Rep1.Release(granted.Customer);
        var released = Now;

        At(released.AddDays(7) - Instant);
        (await Rep1.Claim(phone: Phone(1))).Is("coolingDown", "formerOwnerCoolDown");
        At(released.AddDays(7));
        (await Rep1.Claim(phone: Phone(1))).Is("granted", "claimedFromPool");
    }

    [Fact]
    public async Task A_clock_that_jumps_back_moves_no_decision_back()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        At(granted.ProtectedUntil!.Value);
        (await Rep2.Claim(phone: Phone(1))).Is("coolingDown", "poolFreshHold");

        At(granted.At);

        var again = (await Rep3.Claim(phone: Phone(1))).Is("coolingDown", "poolFreshHold");
        Assert.Equal(granted.ProtectedUntil, again.At);
    }

    [Fact]
    public async Task A_counted_follow_up_renews_protection_and_a_note_does_not()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        Later(TimeSpan.FromDays(5));

        var note = await Rep1.FollowUp(granted.Customer, "note");
        var call = await Rep1.FollowUp(granted.Customer, "call");

        Assert.Equal((false, granted.ProtectedUntil), (note["counted"].GetBoolean(), note.Time("protectedUntil")));
        Assert.Equal((true, Now.AddDays(14)), (call["counted"].GetBoolean(), call.Time("protectedUntil")));
        Assert.Equal(Now.AddDays(30), (await Rep1.FollowUp(granted.Customer, "quote", "open")).Time("protectedUntil"));
        Assert.False((await Rep1.FollowUp(granted.Customer, "meeting", "won")).Has("protectedUntil"));
    }

    [Fact]
    public async Task Follow_ups_never_protect_longer_than_ninety_days_from_the_claim()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        for (var day = 5; day < 90; day += 10)
        {
            At(granted.At.AddDays(day));
            await Rep1.FollowUp(granted.Customer, "call");
        }

        Assert.Equal(granted.At.AddDays(90), (await Rep1.FollowUp(granted.Customer, "quote", "open")).Time("protectedUntil"));
    }

    [Fact]
    public async Task A_released_customer_waits_masked_in_the_pool_and_can_be_claimed_there()
    {
        var granted = await Rep1.Claim(phone: "13912345670");
        var released = await Rep1.Release(granted.Customer);
        Assert.Equal(Now.AddMinutes(60), released.Time("claimableFrom"));

        var pooled = (await Rep2.Get("/pool")).Ok();
        var shown = pooled.List("customers").Single();
        Assert.Equal(granted.Customer, shown.GetProperty("customer").GetString());
        Assert.Equal("139****5670", shown.GetProperty("identifiers")[0].GetProperty("value").GetString());
        Assert.DoesNotContain("13912345670", pooled.Body);

        (await Rep2.ClaimFromPool(granted.Customer)).Is("coolingDown", "poolFreshHold");
        Later(TimeSpan.FromMinutes(60));
        Assert.Equal(2, (await Rep2.ClaimFromPool(granted.Customer)).Is("granted", "claimedFromPool").Epoch);
        Assert.Empty((await Rep2.Get("/pool")).List("customers"));
        (await Rep3.ClaimFromPool(granted.Customer)).Is("held", "protected");
    }

    [Fact]
    public async Task The_pool_comes_in_pages()
    {
        for (var i = 0; i < 5; i++)
        {
            await Rep1.Release((await Rep1.Claim(phone: Phone(i))).Customer);
            Later(TimeSpan.FromSeconds(1));
        }

        var seen = new List<string>();
        for (var after = ""; after is not null && seen.Count < 100;)
        {
            var page = (await Rep2.Get($"/pool?limit=2&after={after}")).Ok();
            seen.AddRange(page.List("customers").Select(c => c.GetProperty("customer").GetString()!));
            after = page.Text("next");
        }

        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(5, seen.Count);
    }

    [Fact]
    public async Task A_manager_transfers_a_customer_and_the_giver_cools_down()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        await Rep3.Claim(phone: Phone(1));
        Later(TimeSpan.FromDays(1));

        var transferred = await Arbiter.Manager.Transfer(granted.Customer, "rep-02");

        Assert.Equal(("rep-02", 2L, Now.AddDays(7)), (transferred.Text("owner"), transferred.Number("epoch"), transferred.Time("protectedUntil")));
        (await Rep1.Claim(phone: Phone(1))).Is("held", "protected");
        var conflict = await Arbiter.Manager.Get($"/conflicts/{granted.Customer}.1");
        Assert.Equal(("closed", "transferred"), (conflict.Text("status"), conflict.Text("closedBy")));
        await Rep2.Release(granted.Customer);
        Later(TimeSpan.FromHours(2));
        (await Rep1.Claim(phone: Phone(1))).Is("coolingDown", "formerOwnerCoolDown");
    }

    [Fact]
    public async Task What_cannot_be_transferred_or_released_says_why()
    {
        var granted = await Rep1.Claim(phone: Phone(1));
        var path = $"/customers/{granted.Customer}";
        await Arbiter.AddRepAsync("rep-gone", active: false);

        (await Arbiter.Manager.Post(path + "/transfer", new { to = "rep-01", reason = "other" })).IsProblem(409, "owner-already");
        (await Arbiter.Manager.Post(path + "/transfer", new { to = "rep-99", reason = "other" })).IsProblem(422, "invalid-value", "/to");
        (await Arbiter.Manager.Post(path + "/transfer", new { to = "rep-gone", reason = "other" })).IsProblem(422, "invalid-value", "/to");
        (await Arbiter.Manager.Post(path + "/transfer", new { to = "rep-02" })).IsProblem(422, "missing-field", "/reason");
        await Arbiter.Manager.Release(granted.Customer);
        (await Arbiter.Manager.Post(path + "/transfer", new { to = "rep-02", reason = "other" })).IsProblem(409, "not-owned");
        (await Arbiter.Manager.Post(path + "/release")).IsProblem(409, "not-owned");
    }
}

public sealed class ProtectionRulesOnSqlite() : ProtectionRules(Store.Sqlite);

public sealed class ProtectionRulesOnPostgres() : ProtectionRules(Store.Postgres);
