using Arbiter.LoadTests.Compare;

namespace Arbiter.LoadTests.Tests.Compare;

public class SelectionTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", " , ")]
    public void Nothing_said_is_everything_that_need_not_be_asked_for(string? contestants, string? loads)
    {
        var selection = Selection.Parse(contestants, loads);
        Assert.Equal(Contestants.All.Where(contestant => !contestant.OnRequest), selection.Contestants);
        Assert.Equal(Loads.All, selection.Loads);
    }

    [Fact]
    public void Names_choose_in_the_order_of_a_round()
    {
        var selection = Selection.Parse("engine-memory, pgbench", "storm");
        Assert.Equal(["pgbench", "engine-memory"], selection.Contestants.Select(contestant => contestant.Name));
        Assert.All(selection.Contestants, contestant => Assert.Equal(["storm"], selection.LoadsOf(contestant)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("arbiter-postgres")]
    public void What_is_asked_for_comes_beside_what_is_named(string? contestants)
    {
        var without = Selection.Parse(contestants, "storm").Contestants;
        var with = Selection.Parse(contestants, "storm", Contestants.Replicas, Contestants.Textbook).Contestants;
        Assert.Equal(["arbiter-replicas", "textbook-orleans"], with.Except(without).Select(contestant => contestant.Name));
        Assert.Equal(without, with.Intersect(without));
        Assert.Equal(["textbook-orleans"], Selection.Parse("textbook-orleans", null).Contestants.Select(contestant => contestant.Name));
    }

    [Fact]
    public void A_contestant_takes_only_the_loads_it_can()
    {
        var selection = Selection.Parse(null, "batch");
        Assert.Equal(
            ["arbiter-postgres", "arbiter-sqlite"],
            selection.Contestants.Where(contestant => selection.LoadsOf(contestant).Count > 0).Select(contestant => contestant.Name));
    }

    [Theory]
    [InlineData("arbiter-postgres,redis", null, "'redis'")]
    [InlineData("Pgbench", null, "pgbench, arbiter-postgres")]
    [InlineData(null, "storm,flood", "storm, crowd, hot, batch")]
    [InlineData("constant", "hot", "Nothing to measure")]
    public void What_cannot_be_measured_is_refused_with_what_can(string? contestants, string? loads, string hint) =>
        Assert.Contains(hint, Assert.Throws<FormatException>(() => Selection.Parse(contestants, loads)).Message);
}
