using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using static Arbiter.Domain.Tests.World;

namespace Arbiter.Domain.Tests.Conflicts;

/// <summary>Every refused claim on a customer belongs to a conflict.</summary>
public class ConflictRules
{
    readonly World world = new World().With("li", "han", "wang");
    readonly CustomerId customer;

    public ConflictRules() => customer = world.Claim("li", Phone("+86138")).Customer!.Value;

    [Fact]
    public void The_first_refusal_opens_it_and_others_join()
    {
        var first = world.Claim("han", Phone("+86138")).Conflict;
        var second = world.Claim("wang", Phone("+86138")).Conflict;
        Assert.Equal(new ConflictId(customer, 1), first);
        Assert.Equal(first, second);
        Assert.Equal(["han", "wang"], world[customer].CurrentConflict!.Parties.Select(p => p.Rep.Value));
    }

    [Fact]
    public void A_repeat_within_the_window_is_counted_and_the_next_refusal_carries_the_count()
    {
        world.Claim("han", Phone("+86138"));
        world.Now = Monday.AddSeconds(59);
        Assert.Equal(Verdict.Held, world.Claim("han", Phone("+86138")).Verdict);
        Assert.Empty(world.Events);
        world.Now = Monday.AddSeconds(60);
        world.Claim("han", Phone("+86138"));
        Assert.Equal(1, Assert.IsType<ClaimRefused>(world.Events.Single()).Repeats);
        Assert.Equal(3, world[customer].CurrentConflict!.Parties.Single().Attempts);
    }

    [Fact]
    public void It_closes_with_the_ownership_and_names_the_rule()
    {
        world.Claim("han", Phone("+86138"));
        world.Now = Monday.AddHours(1);
        world.Release("li", customer);
        var conflict = world[customer].Conflict!;
        Assert.Equal((Monday.AddHours(1), Rule.Released), (conflict.ClosedAt!.Value, conflict.ClosedBy!.Value));
    }

    [Fact]
    public void The_next_epoch_has_its_own()
    {
        world.Claim("han", Phone("+86138"));
        world.Transfer(customer, "wang");
        Assert.Equal(new ConflictId(customer, 2), world.Claim("han", Phone("+86138")).Conflict);
    }

    [Fact]
    public void Parties_are_bounded_and_the_rest_is_added_up()
    {
        var many = Enumerable.Range(0, Conflict.MaxParties + 5).Select(i => $"rep-{i}").ToArray();
        world.With(many);
        foreach (var rep in many) world.Claim(rep, Phone("+86138"));
        var conflict = world[customer].CurrentConflict!;
        Assert.Equal((Conflict.MaxParties, 5), (conflict.Parties.Length, conflict.OtherAttempts));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x.1")]
    [InlineData("00000000-0000-7000-8000-000000000001")]
    [InlineData("00000000-0000-7000-8000-000000000001.-1")]
    public void What_names_no_conflict_is_refused(string text) => Assert.False(ConflictId.TryParse(text, out _));

    [Fact]
    public void A_name_comes_back_as_itself()
    {
        var id = new ConflictId(customer, 7);
        Assert.True(ConflictId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
    }
}
