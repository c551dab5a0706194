using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Merging;
using Arbiter.Domain.Roster;
using static Arbiter.Domain.Tests.World;

namespace Arbiter.Domain.Tests.Merging;

/// <summary>Two customers found to be one, and found not to be after all.</summary>
public class MergeRules
{
    readonly World world = new World().With("li", "han", "wang");

    [Fact]
    public void The_earlier_owner_has_both()
    {
        var (early, late) = Two("li", "han");
        var merged = (Accepted)world.Merge(into: late, early);

        Assert.Equal((late, "li", 2), (merged.Customer!.Value, merged.Owner!.Value.Value, merged.Epoch));
        Assert.Equal(Monday, world[late].Ownership!.Since);
        Assert.Null(world[early].Ownership);
        Assert.Equal((1, 0), (world.ClaimantOf("li").Holdings, world.ClaimantOf("han").Holdings));
        Assert.Equal(late, world.Claim("wang", Phone("+86138")).Customer);
    }

    [Fact]
    public void Unmerging_gives_both_back_with_the_time_that_was_left()
    {
        var (early, late) = Two("li", "han");
        world.Merge(into: late, early);
        world.Now = Monday.AddDays(20);
        world.FollowUp("li", late, FollowUps.FollowUpKind.Note);
        var apart = (Accepted)world.Unmerge(early);

        // Protection of seven days had run out in the merge: for the owner of both, but not for the one who had to stand by.
        Assert.Equal((early, null), (apart.Customer!.Value, apart.Owner));
        Assert.Null(world[late].Ownership);
    }

    [Fact]
    public void Whoever_lost_a_customer_to_a_merge_gets_the_time_back_that_the_merge_took()
    {
        var (early, late) = Two("li", "han");
        world.Merge(into: early, late);
        world.Now = Monday.AddDays(6);
        world.Unmerge(late);

        Assert.Equal("han", world[late].Ownership!.Rep.Value);
        // An hour after the merge; it had been claimed an hour before it.
        Assert.Equal(Monday.AddDays(6).AddDays(7), world[late].Ownership!.ProtectedUntil);
        Assert.Equal(("li", Monday.AddDays(7)), (world[early].Ownership!.Rep.Value, world[early].Ownership!.ProtectedUntil!.Value));
        Assert.Equal(late, world.Claim("wang", Phone("+86139")).Customer);
        Assert.Equal((1, 1), (world.ClaimantOf("li").Holdings, world.ClaimantOf("han").Holdings));
    }

    [Fact]
    public void What_changed_hands_after_the_merge_stays_where_it_is()
    {
        var (early, late) = Two("li", "han");
        world.Merge(into: late, early);
        world.Transfer(late, "wang");
        world.Unmerge(early);

        Assert.Equal("wang", world[late].Ownership!.Rep.Value);
        Assert.Null(world[early].Ownership);
        Assert.Equal((0, 0, 1), (world.ClaimantOf("li").Holdings, world.ClaimantOf("han").Holdings, world.ClaimantOf("wang").Holdings));
    }

    [Fact]
    public void Whoever_had_to_wait_for_either_customer_waits_for_the_survivor()
    {
        var (into, merged) = Two("li", "han");
        world.Release("han", merged);
        world.Now = world.Now.AddHours(1);
        world.Release("li", into);
        var (waitsHan, waitsLi) = (Monday.AddHours(1).AddDays(7), Monday.AddHours(2).AddDays(7));
        world.Merge(into, merged);

        Assert.Equal([(Rep("han"), waitsHan), (Rep("li"), waitsLi)], Waiting(into));
        world.Now = world.Now.AddDays(1);
        Assert.Equal(new Reason(Rule.FormerOwnerCoolDown, waitsHan), world.Claim("han", Phone("+86138")).Reasons.Single());
        Assert.Equal(new Reason(Rule.FormerOwnerCoolDown, waitsLi), world.Claim("li", Phone("+86139")).Reasons.Single());
        Assert.Equal(Verdict.Granted, world.Claim("wang", Phone("+86139")).Verdict);
    }

    [Fact]
    public void The_longer_wait_counts_and_so_does_the_longer_hold_of_the_pool()
    {
        var (into, merged) = Two("li", "li");
        world.Release("li", into);
        world.Now = world.Now.AddMinutes(30);
        world.Release("li", merged);
        world.Merge(into, merged);

        Assert.Equal([(Rep("li"), world.Now.AddDays(7))], Waiting(into));
        Assert.Equal(world.Now.AddHours(1), world[into].ClaimableFrom);
    }

    [Fact]
    public void Apart_again_everybody_waits_for_what_they_left_and_for_both_when_they_left_both()
    {
        var (into, merged) = Two("li", "han");
        world.Transfer(merged, "wang");
        world.Release("li", into);
        world.Merge(into, merged);
        Assert.Equal("wang", world[into].Ownership!.Rep.Value);
        Assert.Equal([Rep("han"), Rep("li")], Waiting(into).Select(w => w.Rep).Order());
        world.Now = world.Now.AddHours(1);
        world.Release("wang", into);
        world.Unmerge(merged);

        var (early, late) = (Monday.AddHours(1).AddDays(7), Monday.AddHours(2).AddDays(7));
        Assert.Equal([(Rep("li"), early), (Rep("wang"), late)], Waiting(into));
        Assert.Equal([(Rep("han"), early), (Rep("wang"), late)], Waiting(merged));
    }

    [Fact]
    public void What_both_lists_said_alike_before_the_merge_both_say_after_it()
    {
        var (into, merged) = Two("li", "li");
        world.Release("li", into);
        world.Release("li", merged);
        world.Merge(into, merged);
        world.Unmerge(merged);
        Assert.Equal([(Rep("li"), world.Now.AddDays(7))], Waiting(into));
        Assert.Equal(Waiting(into), Waiting(merged));
    }

    [Fact]
    public void An_unmerge_gives_back_what_the_quota_would_not_allow_and_the_quota_forbids_any_more()
    {
        var (early, late) = Two("li", "han");
        world.Merge(into: early, late);
        world.Policy = world.Policy with { Quotas = world.Policy.Quotas with { Holdings = 1 } };
        Assert.Equal(Verdict.Granted, world.Claim("han", Phone("+86137")).Verdict);
        Assert.IsType<Accepted>(world.Unmerge(late));

        Assert.Equal(("han", 2), (world[late].Ownership!.Rep.Value, world.ClaimantOf("han").Holdings));
        Assert.Equal(Rule.HoldingsQuota, world.Claim("han", Phone("+86136")).Reasons.Single().Rule);
        Assert.Equal(new Rejected(Rejection.HoldingsQuota), world.Transfer(early, "han"));
        world.Release("han", late);
        Assert.Equal(Rule.HoldingsQuota, world.Claim("han", Phone("+86136")).Reasons.Single().Rule);
    }

    [Fact]
    public void Merges_are_undone_in_the_opposite_order_and_for_thirty_days()
    {
        var (one, two) = Two("li", "han");
        var three = world.Claim("wang", Phone("+86137")).Customer!.Value;
        world.Merge(into: one, two);
        world.Merge(into: one, three);

        Assert.Equal(new Rejected(Rejection.MergedAgain), world.Unmerge(two));
        Assert.Equal(new Rejected(Rejection.AlreadyMerged), world.Merge(into: two, one));
        world.Now = world.Now.AddDays(30).AddMilliseconds(1);
        Assert.Equal(new Rejected(Rejection.UnmergeTooLate), world.Unmerge(three));
    }

    [Fact]
    public void A_customer_is_not_merged_with_itself_nor_deeper_than_can_be_followed()
    {
        var ids = Enumerable.Range(0, Policies.Limits.MergeHeight + 2).Select(i => world.Claim("li", Phone($"+8613{i}")).Customer!.Value).ToList();
        Assert.Equal(new Rejected(Rejection.SameCustomer), world.Merge(ids[0], ids[0]));
        for (var i = 0; i < Policies.Limits.MergeHeight; i++) Assert.IsType<Accepted>(world.Merge(into: ids[i + 1], ids[i]));
        Assert.Equal(new Rejected(Rejection.TooManyMerged), world.Merge(into: ids[^1], ids[^2]));
    }

    [Fact]
    public void A_claim_on_two_of_its_owner_proposes_a_merge_once()
    {
        var (one, two) = Two("li", "li");
        Assert.Equal(Verdict.AlreadyYours, world.Claim("li", Phone("+86138"), Phone("+86139")).Verdict);
        Assert.IsType<MergeProposed>(world.Events.Single());
        world.Claim("li", Phone("+86138"), Phone("+86139"));
        Assert.Empty(world.Events);

        var keeper = ProposalDecider.Keeper(one, two);
        world.Dismiss(keeper, keeper == one ? two : one);
        world.Claim("li", Phone("+86138"), Phone("+86139"));
        Assert.Empty(world.Events);
    }

    [Fact]
    public void A_merge_takes_its_proposal_away_and_an_unmerge_does_not_bring_it_back()
    {
        var (one, two) = Two("li", "li");
        world.Claim("li", Phone("+86138"), Phone("+86139"));
        world.Merge(one, two);
        Assert.Empty(world[one].Ties.Proposed.Concat(world[two].Ties.Proposed));
        world.Unmerge(two);
        world.Claim("li", Phone("+86138"), Phone("+86139"));
        Assert.Empty(world.Events);
    }

    (RepId Rep, DateTimeOffset Until)[] Waiting(CustomerId id) => [.. world[id].FormerOwners.Select(o => (o.Rep, o.Until))];

    static RepId Rep(string name) => new(name);

    /// <summary>By phone 138 on Monday, and by phone 139 an hour later.</summary>
    (CustomerId, CustomerId) Two(string first, string second)
    {
        var one = world.Claim(first, Phone("+86138")).Customer!.Value;
        world.Now = Monday.AddHours(1);
        return (one, world.Claim(second, Phone("+86139")).Customer!.Value);
    }
}
