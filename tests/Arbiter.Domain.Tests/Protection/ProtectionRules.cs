using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.FollowUps;
using static Arbiter.Domain.Tests.World;

namespace Arbiter.Domain.Tests.Protection;

/// <summary>How long an owner is protected, and what happens at the instant when it ends.</summary>
public class ProtectionRules
{
    readonly World world = new World().With("li", "han", "wang");
    readonly CustomerId customer;

    public ProtectionRules() => customer = world.Claim("li", Phone("+86138")).Customer!.Value;

    [Fact]
    public void Until_the_last_millisecond_the_customer_is_held()
    {
        world.Now = Monday.AddDays(7).AddMilliseconds(-1);
        Assert.Equal(Verdict.Held, world.Claim("han", Phone("+86138")).Verdict);
    }

    [Fact]
    public void At_the_instant_it_is_in_the_pool_whether_or_not_the_sweep_has_been()
    {
        world.Now = Monday.AddDays(7);
        var ruling = world.Claim("han", Phone("+86138"));
        Assert.Equal((Verdict.CoolingDown, Rule.PoolFreshHold), (ruling.Verdict, ruling.Reasons.Single().Rule));
        Assert.Equal(Monday.AddDays(7), Assert.IsType<OwnershipExpired>(world.Events[0]).At);
    }

    [Fact]
    public void A_late_sweep_logs_the_instant_and_not_the_time_of_the_sweep()
    {
        world.Now = Monday.AddDays(9);
        world.Sweep(customer);
        Assert.Equal(Monday.AddDays(7), world.Events.Single().At);
        Assert.Equal(Monday.AddDays(7).AddMinutes(60), world[customer].ClaimableFrom);
    }

    [Fact]
    public void A_second_sweep_does_nothing()
    {
        world.Now = Monday.AddDays(9);
        world.Sweep(customer);
        world.Sweep(customer);
        Assert.Empty(world.Events);
    }

    [Fact]
    public void After_the_fresh_hold_anybody_else_may_claim_it()
    {
        world.Now = Monday.AddDays(7).AddMinutes(60);
        var ruling = world.Claim("han", Phone("+86138"));
        Assert.Equal((Verdict.Granted, Rule.ClaimedFromPool, 2), (ruling.Verdict, ruling.Reasons.Single().Rule, ruling.Epoch));
    }

    [Fact]
    public void The_former_owner_waits_for_the_cool_down()
    {
        world.Now = Monday.AddDays(14).AddMilliseconds(-1);
        var early = world.Claim("li", Phone("+86138"));
        Assert.Equal(new Reason(Rule.FormerOwnerCoolDown, Monday.AddDays(14)), early.Reasons.Single());
        world.Now = Monday.AddDays(14);
        Assert.Equal(Verdict.Granted, world.Claim("li", Phone("+86138")).Verdict);
    }

    [Fact]
    public void Parking_a_customer_with_a_friend_does_not_end_the_cool_down()
    {
        world.Release("li", customer);
        world.Now = Monday.AddHours(2);
        world.Claim("han", Phone("+86138"));
        world.Release("han", customer);
        world.Now = Monday.AddDays(1);
        Assert.Equal(Rule.FormerOwnerCoolDown, world.Claim("li", Phone("+86138")).Reasons.Single().Rule);
    }

    [Theory]
    [InlineData(FollowUpKind.Call, true)]
    [InlineData(FollowUpKind.Meeting, true)]
    [InlineData(FollowUpKind.Quote, true)]
    [InlineData(FollowUpKind.Sample, true)]
    [InlineData(FollowUpKind.MessageAnswered, true)]
    [InlineData(FollowUpKind.Note, false)]
    [InlineData(FollowUpKind.CallMissed, false)]
    [InlineData(FollowUpKind.MessageSent, false)]
    public void Only_work_with_evidence_renews_protection(FollowUpKind kind, bool counts)
    {
        world.Now = Monday.AddDays(6);
        var accepted = Assert.IsType<Accepted>(world.FollowUp("li", customer, kind));
        Assert.Equal((counts, counts ? Monday.AddDays(20) : Monday.AddDays(7)), (accepted.Counted, accepted.ProtectedUntil!.Value));
    }

    [Fact]
    public void An_open_opportunity_protects_longer_and_a_won_customer_stays()
    {
        var open = (Accepted)world.FollowUp("li", customer, FollowUpKind.Quote, Opportunity.Open);
        Assert.Equal(Monday.AddDays(30), open.ProtectedUntil);
        var won = (Accepted)world.FollowUp("li", customer, FollowUpKind.Meeting, Opportunity.Won);
        Assert.Null(won.ProtectedUntil);
        world.Now = Monday.AddYears(3);
        Assert.Equal(Verdict.Held, world.Claim("han", Phone("+86138")).Verdict);
    }

    [Fact]
    public void Follow_ups_never_protect_past_the_longest()
    {
        for (var day = 1; day <= 85; day += 5)
        {
            world.Now = Monday.AddDays(day);
            world.FollowUp("li", customer, FollowUpKind.Call);
        }

        Assert.Equal(Monday.AddDays(90), world[customer].Ownership!.ProtectedUntil);
    }

    [Fact]
    public void A_follow_up_never_shortens_what_was_promised()
    {
        world.FollowUp("li", customer, FollowUpKind.Quote, Opportunity.Open);
        world.FollowUp("li", customer, FollowUpKind.Call, Opportunity.None);
        Assert.Equal(Monday.AddDays(30), world[customer].Ownership!.ProtectedUntil);
    }

    [Fact]
    public void Only_the_owner_s_work_counts()
    {
        Assert.Equal(new Rejected(Rejection.NotOwner), world.FollowUp("han", customer, FollowUpKind.Call));
    }

    [Fact]
    public void A_clock_that_jumps_back_moves_no_decision_back()
    {
        world.Now = Monday.AddDays(7).AddMinutes(60);
        world.Claim("han", Phone("+86138"));
        world.Now = Monday;
        var ruling = world.Claim("li", Phone("+86138"));
        Assert.Equal((Verdict.Held, "han"), (ruling.Verdict, ruling.Owner!.Value.Value));
        Assert.Equal(Monday.AddDays(7).AddMinutes(60), ruling.At);
    }

    [Fact]
    public void A_transfer_brings_a_new_epoch_and_fresh_protection()
    {
        world.Now = Monday.AddDays(3);
        var accepted = Assert.IsType<Accepted>(world.Transfer(customer, "han"));
        Assert.Equal(("han", 2, Monday.AddDays(10)), (accepted.Owner!.Value.Value, accepted.Epoch, accepted.ProtectedUntil!.Value));
        Assert.Equal(new Rejected(Rejection.OwnerAlready), world.Transfer(customer, "han"));
        Assert.Equal(new Rejected(Rejection.UnknownRep), world.Transfer(customer, "nobody"));
    }

    [Fact]
    public void Only_the_owner_may_release()
    {
        Assert.Equal(new Rejected(Rejection.NotOwner), world.Release("han", customer));
        Assert.IsType<Accepted>(world.Release("li", customer));
        Assert.Equal(new Rejected(Rejection.NotOwned), world.Release("li", customer));
    }
}
