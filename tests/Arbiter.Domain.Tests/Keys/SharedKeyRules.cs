using Arbiter.Domain.Claims;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using static Arbiter.Domain.Tests.World;

namespace Arbiter.Domain.Tests.Keys;

/// <summary>What people say of keys that several customers may share.</summary>
public class SharedKeyRules
{
    static readonly Rejected NothingToDo = new(Rejection.NothingToDo);
    static readonly Rejected UnknownKey = new(Rejection.UnknownKey);
    static readonly CustomerKey Desk = Phone("+86138");

    readonly World world = new World().With("li", "han", "wang");

    [Fact]
    public void A_marked_key_leads_nowhere_until_that_is_taken_back()
    {
        var one = world.Claim("li", Desk).Customer!.Value;
        Assert.IsType<Accepted>(world.Mark(Desk, isShared: true));
        Assert.Equal(0, world[one].KeyCount);
        Assert.Equal(Verdict.Granted, world.Claim("han", Desk).Verdict);
        Assert.Equal(NothingToDo, world.Mark(Desk, isShared: true));

        world.Mark(Desk, isShared: false);
        Assert.Equal(one, world.Claim("wang", Desk).Customer);
    }

    [Fact]
    public void A_key_that_nobody_has_can_be_marked_and_is_nobodys_from_then_on()
    {
        Assert.IsType<Accepted>(world.Mark(Desk, isShared: true));
        Assert.Equal([new KeyMarkedInAdvance(Scope.Default, IdentifierKind.Phone, true, Monday)], world.Events);
        var (one, two) = (world.Claim("li", Desk), world.Claim("han", Desk));

        Assert.Equal((Verdict.Granted, Verdict.Granted), (one.Verdict, two.Verdict));
        Assert.NotEqual(one.Customer, two.Customer);
        Assert.Equal([new Mention(Desk, two.Customer!.Value, false)], world.Mentions);
        Assert.Equal(NothingToDo, world.Mark(Desk, isShared: true));
    }

    [Fact]
    public void What_was_marked_in_advance_can_be_taken_back_and_then_belongs_to_whoever_claims_by_it()
    {
        Assert.Equal(UnknownKey, world.Mark(Desk, isShared: false));
        world.Mark(Desk, isShared: true);
        world.Claim("li", Desk);
        Assert.IsType<Accepted>(world.Mark(Desk, isShared: false));
        var owned = world.Claim("han", Desk);
        Assert.Equal((Verdict.Held, owned.Customer), (world.Claim("wang", Desk).Verdict, world.Claim("wang", Desk).Customer));
    }

    [Fact]
    public void A_proposal_is_dismissed_once_and_comes_back_with_further_customers()
    {
        var one = world.Claim("li", Desk).Customer!.Value;
        Assert.Equal(NothingToDo, world.DismissSharing(Desk, others: 2));
        Assert.IsType<Accepted>(world.DismissSharing(Desk, others: 3));
        Assert.Equal([new SharingDismissed(one, Scope.Default, IdentifierKind.Phone, 3, Monday)], world.Events);
        Assert.Equal(NothingToDo, world.DismissSharing(Desk, others: 3));
        Assert.Equal(NothingToDo, world.Mark(Desk, isShared: true, others: 3, ifProposed: true));
        Assert.Equal((Verdict.Held, one), (world.Claim("han", Desk).Verdict, world.Claim("han", Desk).Customer!.Value));

        Assert.IsType<Accepted>(world.DismissSharing(Desk, others: 4));
        Assert.IsType<Accepted>(world.Mark(Desk, isShared: true, others: 5, ifProposed: true));
        Assert.Equal(NothingToDo, world.DismissSharing(Desk, others: 9));
    }

    [Fact]
    public void Whoever_takes_a_mark_back_dismisses_what_was_seen_until_then()
    {
        world.Claim("li", Desk);
        world.Mark(Desk, isShared: true, others: 5);
        world.Mark(Desk, isShared: false, others: 6);
        Assert.Equal(NothingToDo, world.Mark(Desk, isShared: true, others: 6, ifProposed: true));
        Assert.IsType<Accepted>(world.Mark(Desk, isShared: true, others: 7, ifProposed: true));
    }

    [Fact]
    public void A_key_that_nobody_has_is_not_proposed()
    {
        Assert.Equal(UnknownKey, world.DismissSharing(Desk, others: 9));
        Assert.Equal(UnknownKey, world.Mark(Desk, isShared: true, others: 9, ifProposed: true));
    }

    [Fact]
    public void Keys_that_nobody_has_are_marked_up_to_a_limit()
    {
        for (var i = 0; i < Limits.SharedKeysInAdvance; i++) Assert.IsType<Accepted>(world.Mark(Phone($"+1{i}"), isShared: true));
        Assert.Equal(new Rejected(Rejection.TooManyMarked), world.Mark(Desk, isShared: true));
        world.Mark(Phone("+10"), isShared: false);
        Assert.IsType<Accepted>(world.Mark(Desk, isShared: true));
    }

    [Fact]
    public void No_text_of_what_is_said_names_the_key()
    {
        Assert.DoesNotContain("138", new MarkKey(Desk, true, 3, "boss").ToString());
        Assert.DoesNotContain("138", new DismissSharing(Desk, 3, "boss").ToString());
        Assert.DoesNotContain("138", new KeyMark(Desk, null, default, new Sharing(true)).ToString());
    }
}
