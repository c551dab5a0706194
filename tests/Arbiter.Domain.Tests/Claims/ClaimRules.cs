using Arbiter.Domain.Claims;
using Arbiter.Domain.Events;
using static Arbiter.Domain.Tests.World;

namespace Arbiter.Domain.Tests.Claims;

/// <summary>The rule book of claims.</summary>
public class ClaimRules
{
    readonly World world = new World().With("li", "han", "wang");

    [Fact]
    public void Whoever_claims_first_owns_the_customer()
    {
        var ruling = world.Claim("li", Phone("+86138"));
        Assert.Equal((Verdict.Granted, Rule.FirstClaim), (ruling.Verdict, ruling.Reasons.Single().Rule));
        Assert.Equal(("li", 1, Monday, Monday.AddDays(7)), (ruling.Owner!.Value.Value, ruling.Epoch, ruling.OwnedSince!.Value, ruling.ProtectedUntil!.Value));
    }

    [Fact]
    public void Claiming_twice_changes_nothing()
    {
        world.Claim("li", Phone("+86138"));
        Assert.Equal(Verdict.AlreadyYours, world.Claim("li", Phone("+86138")).Verdict);
        Assert.Empty(world.Events);
    }

    [Fact]
    public void A_protected_customer_is_held_and_the_refusal_says_by_whom_and_until_when()
    {
        world.Claim("li", Phone("+86138"));
        var ruling = world.Claim("han", Phone("+86138"));
        Assert.Equal((Verdict.Held, "li"), (ruling.Verdict, ruling.Owner!.Value.Value));
        Assert.Equal(new Reason(Rule.Protected, Monday.AddDays(7)), ruling.Reasons.Single());
        Assert.NotNull(ruling.Conflict);
    }

    [Fact]
    public void A_claim_wins_all_its_keys_or_none()
    {
        var mine = world.Claim("li", Phone("+86138"));
        var refused = world.Claim("han", Phone("+86138"), Phone("+86139"));
        Assert.Equal(Verdict.Held, refused.Verdict);
        var other = world.Claim("wang", Phone("+86139"));
        Assert.Equal(Verdict.Granted, other.Verdict);
        Assert.NotEqual(mine.Customer, other.Customer);
    }

    [Fact]
    public void Further_keys_of_a_granted_claim_lead_to_the_same_customer()
    {
        var ruling = world.Claim("li", Phone("+86138"), Phone("+86139"));
        Assert.Equal(ruling.Customer, world.Claim("han", Phone("+86139")).Customer);
        Assert.Equal(2, world[ruling.Customer!.Value].KeyCount);
    }

    [Fact]
    public void The_owner_adds_keys_by_claiming_again_with_them()
    {
        var ruling = world.Claim("li", Phone("+86138"));
        world.Claim("li", Phone("+86138"), Phone("+86139"));
        Assert.IsType<IdentifiersBound>(world.Events.Single());
        Assert.Equal(ruling.Customer, world.Claim("han", Phone("+86139")).Customer);
    }

    [Fact]
    public void Keys_of_two_owners_grant_nothing_and_open_a_conflict_on_both()
    {
        var a = world.Claim("li", Phone("+86138"));
        var b = world.Claim("han", Phone("+86139"));
        var ruling = world.Claim("wang", Phone("+86138"), Phone("+86139"));
        Assert.Equal(Verdict.Held, ruling.Verdict);
        Assert.Contains(ruling.Reasons, r => r.Rule == Rule.SeveralCustomers);
        Assert.NotNull(world[a.Customer!.Value].CurrentConflict);
        Assert.NotNull(world[b.Customer!.Value].CurrentConflict);
    }

    [Fact]
    public void Keys_of_two_unowned_customers_wait_for_a_person()
    {
        var a = world.Claim("li", Phone("+86138"));
        var b = world.Claim("li", Phone("+86139"));
        world.Release("li", a.Customer!.Value);
        world.Release("li", b.Customer!.Value);
        Assert.Equal(Verdict.UnderReview, world.Claim("han", Phone("+86138"), Phone("+86139")).Verdict);
    }

    [Fact]
    public void A_shared_key_does_not_decide_beside_a_hard_one()
    {
        world.Claim("li", Phone("+86138"), Site("group.cn"));
        var ruling = world.Claim("han", Phone("+86139"), Site("group.cn"));
        Assert.Equal(Verdict.Granted, ruling.Verdict);
    }

    [Fact]
    public void Who_is_not_active_is_not_eligible()
    {
        var ruling = world.Inactive("gone").Claim("gone", Phone("+86138"));
        Assert.Equal((Verdict.NotEligible, Rule.RepInactive), (ruling.Verdict, ruling.Reasons.Single().Rule));
    }

    [Fact]
    public void Whom_the_roster_does_not_know_leaves_no_trace()
    {
        Assert.Equal(Verdict.NotEligible, world.Claim("nobody", Phone("+86138")).Verdict);
        Assert.Empty(world.Events);
    }
}
