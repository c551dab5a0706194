using Arbiter.LoadTests.DoubleOwner;
using Arbiter.LoadTests.Processes;
using Arbiter.Server.Hosting;

namespace TextbookOrleans.Tests;

/// <summary>Why ownership is not kept in grain storage: one schedule, two arbiters.</summary>
public class DoubleOwnerTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_activations_of_the_textbook_grain_both_grant_the_customer()
    {
        using var workspace = new Workspace();
        await using var postgres = await ThrowawayPostgres.StartAsync(workspace, Stop);
        var met = await Schedule.OfTextbookAsync(typeof(ICustomerGrain).Assembly.Location, postgres, workspace, Stop);
        Assert.All(met.AtOnce, claim => Assert.True(claim.Granted));
        Assert.Equal(["rep-01", "rep-02"], met.AtOnce.Select(claim => claim.Owner));
        Assert.Equal(2, met.Stored);
        // The first to write again stays with its own; after that nobody who reads the state can make sense of it.
        Assert.Equal("rep-01", met.Afterwards[0].Owner);
        Assert.All(met.Afterwards.Skip(1), claim => Assert.Null(claim.Verdict));
    }

    [Theory]
    [InlineData]
    [InlineData("--engine", "orleans")]
    public async Task Arbiter_grants_it_once_and_tells_the_other_who_owns_it(params string[] engine)
    {
        using var workspace = new Workspace();
        await using var postgres = await ThrowawayPostgres.StartAsync(workspace, Stop);
        var met = await Schedule.OfArbiterAsync(typeof(ArbiterApp).Assembly.Location, postgres, workspace, Stop, engine);
        Assert.Equal(1, met.Owners);
        var owner = met.AtOnce.Single(claim => claim.Granted).Rep;
        Assert.Equal("held", met.AtOnce.Single(claim => !claim.Granted).Verdict);
        Assert.All(met.AtOnce.Concat(met.Afterwards), claim => Assert.Equal(owner, claim.Owner));
        Assert.Equal(1, met.Stored);
    }
}
