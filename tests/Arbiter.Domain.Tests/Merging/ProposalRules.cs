using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Merging;
using static Arbiter.Domain.Tests.World;

namespace Arbiter.Domain.Tests.Merging;

/// <summary>Customers that were seen to resemble each other after their claims, proposed to a person.</summary>
public class ProposalRules
{
    readonly World world = new World().With("li", "han");

    [Fact]
    public void A_likeness_is_proposed_at_the_smaller_id_with_its_evidence_whoever_owns_the_two()
    {
        var (one, two) = Two();
        var proposed = (Accepted)world.Propose(two, one, "oneDigitOff");

        var keeper = ProposalDecider.Keeper(one, two);
        Assert.Equal(keeper, proposed.Customer);
        var happened = Assert.IsType<MergeProposed>(world.Events.Single());
        Assert.Equal((keeper, keeper == one ? two : one, null, "oneDigitOff"), (happened.Customer, happened.With, happened.Rep, happened.Evidence));
        Assert.Equal([happened.With], world[keeper].Ties.Proposed);
    }

    [Fact]
    public void It_is_proposed_once_however_often_and_in_whatever_order_it_is_seen()
    {
        var (one, two) = Two();
        world.Propose(one, two, "oneDigitOff");

        Assert.Equal(new Rejected(Rejection.NothingToDo), world.Propose(one, two, "oneDigitOff"));
        Assert.Equal(new Rejected(Rejection.NothingToDo), world.Propose(two, one, "digitsSwapped"));
        Assert.Empty(world.Events);
    }

    [Fact]
    public void What_a_person_dismissed_is_not_proposed_again()
    {
        var (one, two) = Two();
        world.Propose(one, two, "oneDigitOff");
        var keeper = ProposalDecider.Keeper(one, two);
        world.Dismiss(keeper, keeper == one ? two : one);

        Assert.Equal(new Rejected(Rejection.NothingToDo), world.Propose(one, two, "oneDigitOff"));
    }

    [Fact]
    public void Nobody_is_proposed_to_themselves_to_strangers_or_to_whom_they_are_one_with()
    {
        var (one, two) = Two();
        Assert.Equal(new Rejected(Rejection.SameCustomer), world.Propose(one, one, "oneDigitOff"));
        Assert.Equal(new Rejected(Rejection.UnknownCustomer), world.Propose(one, new CustomerId(Guid.Empty), "oneDigitOff"));
        world.Merge(one, two);
        Assert.Equal(new Rejected(Rejection.AlreadyMerged), world.Propose(one, two, "oneDigitOff"));
    }

    [Fact]
    public void A_customer_keeps_only_so_many_proposals()
    {
        var (keeper, _) = Two();
        var others = Enumerable.Range(0, Policies.Limits.ProposalsPerCustomer + 1).Select(i => world.Claim("li", Phone($"+8615{i}")).Customer!.Value).ToList();
        foreach (var other in others) world.Propose(keeper, other, "oneDigitOff");

        Assert.Equal(Policies.Limits.ProposalsPerCustomer, world[keeper].Ties.Proposed.Length);
    }

    [Fact]
    public void The_end_of_the_protection_is_written_before_what_comes_after_it()
    {
        var (one, two) = Two();
        world.Now = Monday.AddDays(30);
        world.Propose(one, two, "oneDigitOff");

        Assert.Equal([typeof(OwnershipExpired), typeof(MergeProposed)], world.Events.Select(e => e.GetType()));
    }

    (CustomerId, CustomerId) Two() => (world.Claim("li", Phone("+86138")).Customer!.Value, world.Claim("han", Phone("+86139")).Customer!.Value);
}
