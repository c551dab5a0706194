using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using static Arbiter.Domain.Tests.World;

namespace Arbiter.Domain.Tests.Merging;

/// <summary>What shared keys and likeness may do, and what they may not.</summary>
public class LikenessRules
{
    readonly World world = new World().With("li", "han", "wang");

    [Fact]
    public void Shared_keys_decide_nothing_and_are_kept_with_the_customer()
    {
        var one = world.Claim("li", Site("group.cn"));
        Assert.Equal(new Mention(Site("group.cn"), one.Customer!.Value, Elsewhere: false), world.Mentions.Single());
        var other = world.Claim("han", Site("group.cn"));
        Assert.Equal((Verdict.Granted, Verdict.Granted), (one.Verdict, other.Verdict));
        Assert.NotEqual(one.Customer, other.Customer);
        Assert.Equal(0, world[other.Customer!.Value].KeyCount);
    }

    [Fact]
    public void Very_like_somebody_elses_waits_for_a_person_and_is_in_a_conflict()
    {
        var known = world.Claim("li", Phone("+86138")).Customer!.Value;
        var ruling = world.ClaimLike("han", [Like(known, 9200)], Phone("+86139"));
        Assert.Equal((Verdict.UnderReview, known), (ruling.Verdict, ruling.Customer!.Value));
        Assert.Equal(new Reason(Rule.Similar, Evidence: "name,site"), ruling.Reasons.Single());
        Assert.Equal(ruling.Conflict, world[known].CurrentConflict!.Id);
        world.ClaimLike("han", [Like(known, 9200)], Phone("+86139"));
        Assert.Empty(world.Events);
    }

    [Fact]
    public void Very_like_ones_own_is_theirs_and_nothing_is_bound()
    {
        var known = world.Claim("li", Phone("+86138")).Customer!.Value;
        var ruling = world.ClaimLike("li", [Like(known, 9999)], Phone("+86139"));
        Assert.Equal((Verdict.AlreadyYours, known), (ruling.Verdict, ruling.Customer!.Value));
        Assert.Equal(1, world[known].KeyCount);
        Assert.Equal(Verdict.Granted, world.Claim("han", Phone("+86139")).Verdict);
    }

    [Fact]
    public void Somewhat_alike_is_granted_with_a_warning_and_less_without()
    {
        var known = world.Claim("li", Phone("+86138")).Customer!.Value;
        var warned = world.ClaimLike("han", [Like(known, 7500)], Phone("+86139"));
        Assert.Equal([Rule.FirstClaim, Rule.Similar], warned.Reasons.Select(r => r.Rule));
        Assert.Equal([Rule.FirstClaim], world.ClaimLike("han", [Like(known, 7499)], Phone("+86137")).Reasons.Select(r => r.Rule));
    }

    [Fact]
    public void A_hard_key_that_is_known_says_more_than_any_likeness()
    {
        var known = world.Claim("li", Phone("+86138")).Customer!.Value;
        var own = world.Claim("han", Phone("+86139")).Customer!.Value;
        var ruling = world.ClaimLike("han", [Like(known, 10_000)], Phone("+86139"));
        Assert.Equal((Verdict.AlreadyYours, own), (ruling.Verdict, ruling.Customer!.Value));
    }

    [Fact]
    public void Keys_of_two_customers_are_remembered_as_seen_with_each_other()
    {
        var one = world.Claim("li", Phone("+86138")).Customer!.Value;
        var two = world.Claim("han", Phone("+86139")).Customer!.Value;
        world.Claim("wang", Phone("+86138"), Phone("+86139"));
        Assert.Equal([new Mention(Phone("+86138"), two, true), new Mention(Phone("+86139"), one, true)], world.Mentions);
        Assert.Equal(two, world[one].CurrentConflict!.Parties.Single().Others.Single().Customer);
        Assert.Equal(one, world[two].CurrentConflict!.Parties.Single().Others.Single().Customer);
    }

    static SimilarCustomer Like(CustomerId customer, int scoreBp) => new(customer, scoreBp, ["name", "site"]);
}
