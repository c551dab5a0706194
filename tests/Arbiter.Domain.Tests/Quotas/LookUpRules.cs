using System.Collections.Immutable;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Domain.LookUps;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.Tests.Quotas;

/// <summary>Looking up before claiming: what is told, and how often.</summary>
public sealed class LookUpRules
{
    static readonly RepId Han = new("han");
    static readonly DateTimeOffset Monday = World.Monday;
    static readonly ClaimantId HanId = new(Scope.Default, Han);

    Policy policy = Policy.DefaultFor(Scope.Default) with { Quotas = new QuotaPolicy { LookUpsPerDay = 2 } };
    Claimant claimant = new(HanId);

    [Fact]
    public void Every_look_up_of_a_rep_is_counted_until_the_quota_of_the_day_is_used_up()
    {
        Assert.Equal((1, 2), Quota(Ask(Monday)));
        Assert.Equal((2, 2), Quota(Ask(Monday)));
        var refused = Assert.IsType<Rejected>(Ask(Monday));

        Assert.Equal(Rejection.LookUpQuota, refused.Why);
        Assert.Equal(new Reason(Rule.LookUpQuota, new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.FromHours(8)), 2), refused.Quota);
        Assert.Equal((1, 2), Quota(Ask(Monday.AddDays(1))));
    }

    [Fact]
    public void A_clock_that_goes_back_gives_no_quota_back()
    {
        Ask(Monday);
        Ask(Monday);
        Assert.IsType<Rejected>(Ask(Monday.AddDays(-1)));
    }

    [Fact]
    public void Look_ups_and_claims_of_a_day_are_counted_side_by_side()
    {
        Ask(Monday);
        claimant = ClaimantEvolver.Evolve(claimant, Granted(Days.Of(Monday, 480)));
        Assert.Equal((1, 1), (claimant.ClaimsToday, claimant.LookUpsToday));
        claimant = ClaimantEvolver.Evolve(claimant, Granted(Days.Of(Monday, 480) + 1));
        Assert.Equal((1, 0), (claimant.ClaimsToday, claimant.LookUpsToday));
        Ask(Monday.AddDays(2));
        Assert.Equal((0, 1), (claimant.ClaimsToday, claimant.LookUpsToday));
    }

    [Fact]
    public void Without_a_quota_and_for_askers_who_are_no_rep_nothing_is_refused_and_everything_logged()
    {
        policy = policy with { Quotas = new QuotaPolicy { LookUpsPerDay = 0 } };
        for (var i = 0; i < 5; i++) Assert.Null(Assert.IsType<Found>(Ask(Monday)).LookUpsPerDay);
        var asked = new LookUp(Scope.Default, null, [], "boss");
        var decision = LookUpDecider.Decide(asked, [], null, policy, Monday);
        Assert.Null(Assert.IsType<Found>(decision.Outcome).LookUpsUsed);
        Assert.Null(Assert.IsType<LookedUp>(Assert.Single(decision.Events)).Rep);
        Assert.Equal((null, null), ClaimantEvolver.Touched(decision.Events[0]));
    }

    [Fact]
    public void The_log_names_the_customers_that_were_hit_and_shown_as_similar()
    {
        var (hit, similar) = (Owned("lin"), CustomerId.Create(Monday, 7, 7));
        var asked = new LookUp(Scope.Default, Han, [], "han") { Similar = [similar] };
        var logged = (LookedUp)LookUpDecider.Decide(asked, [Key(hit)], claimant, policy, Monday).Events[0];
        Assert.Equal([hit.Id], logged.Customers);
        Assert.Equal([similar], logged.Similar);
        Assert.Equal(Standing.Held, logged.Standing);
    }

    [Fact]
    public void The_asker_is_told_what_would_stand_in_the_way_of_a_claim_and_no_owner()
    {
        var held = Found(Key(Owned("lin")));
        Assert.Equal((Standing.Held, null, Rule.Protected), (held.Standing, held.Customer, Assert.Single(held.Reasons).Rule));
        Assert.Equal(Rule.OwnerAlready, Assert.Single(Found(Key(Owned("han"))).Reasons).Rule);
        Assert.Empty(Found().Reasons);
        var pool = Owned("lin") with
        {
            Ownership = null,
            ClaimableFrom = Monday.AddHours(1),
            FormerOwners = [new FormerOwner(Han, Monday.AddDays(3)), new FormerOwner(new RepId("lin"), Monday.AddDays(4))],
        };
        Assert.Equal(
            [new Reason(Rule.FormerOwnerCoolDown, Monday.AddDays(3)), new Reason(Rule.PoolFreshHold, Monday.AddHours(1))], Found(Key(pool)).Reasons);
    }

    Found Found(params ClaimedKeyState[] keys) =>
        (Found)LookUpDecider.Decide(new LookUp(Scope.Default, Han, [], "han"), [.. keys], claimant, policy, Monday).Outcome;

    Outcome Ask(DateTimeOffset at)
    {
        var decision = LookUpDecider.Decide(new LookUp(Scope.Default, Han, [], "han"), [], claimant, policy, at);
        foreach (var happened in decision.Events) claimant = ClaimantEvolver.Evolve(claimant, happened);
        return decision.Outcome;
    }

    static (int?, int?) Quota(Outcome outcome) => outcome is Found found ? (found.LookUpsUsed, found.LookUpsPerDay) : (null, null);

    static ClaimedKeyState Key(Customer customer) => new(World.Phone("1"), customer);

    static Customer Owned(string rep) => new()
    {
        Id = CustomerId.Create(Monday, 1, 1),
        Scope = Scope.Default,
        Ownership = new Ownership(new RepId(rep), Monday, Monday.AddDays(7)),
        Epoch = 1,
        LastAt = Monday,
    };

    static ClaimGranted Granted(int day) => new(
        CustomerId.Create(Monday, 1, 1), Scope.Default, Han, 1, Monday, Rule.FirstClaim, ImmutableArray<IdentifierKind>.Empty, day, 1, null, Monday);
}
