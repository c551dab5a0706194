using Arbiter.Orleans.Grains;
using Arbiter.Testing;

namespace Arbiter.Orleans.Tests;

/// <summary>While a silo does not answer, the others decide by themselves; not longer than they have to, and not alone.</summary>
public sealed class ClusterViewTests
{
    readonly FakeClock clock = new();
    readonly ClusterView view;

    public ClusterViewTests()
    {
        view = new ClusterView(clock);
        view.Set(3, isJoined: true);
    }

    [Fact]
    public void Doubt_ends_when_the_membership_has_changed()
    {
        view.Doubt();
        view.Set(3, isJoined: true);
        Assert.True(view.IsInDoubt);

        view.Set(2, isJoined: true);
        Assert.False(view.IsInDoubt);
    }

    [Fact]
    public void Doubt_ends_by_itself_however_often_it_is_raised()
    {
        for (var i = 0; i < 5; i++)
        {
            view.Doubt();
            Assert.True(view.IsInDoubt);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(view.IsInDoubt);
        view.Doubt();
        Assert.True(view.IsInDoubt);
    }

    [Fact]
    public void A_silo_alone_doubts_nobody()
    {
        view.Set(1, isJoined: true);
        view.Doubt();
        Assert.False(view.IsInDoubt);
    }
}
