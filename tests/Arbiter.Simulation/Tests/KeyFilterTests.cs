using Arbiter.Domain.Keys;
using Arbiter.Engine.Turns;

namespace Arbiter.Simulation.Tests;

public class KeyFilterTests
{
    [Fact]
    public void What_was_told_may_be_there_and_most_else_is_not()
    {
        var filter = new KeyFilter(keysPerSegment: 1024);
        filter.BeginLearning();
        for (var i = 0; i < 3000; i++) filter.Add(Key(i));
        Assert.True(filter.MayContain(Key(5000)), "Nothing is absent before everything was told.");
        filter.Learned();

        Assert.All(Enumerable.Range(0, 3000), i => Assert.True(filter.MayContain(Key(i))));
        Assert.True(Enumerable.Range(3000, 10_000).Count(i => filter.MayContain(Key(i))) < 500);
    }

    [Fact]
    public void With_more_keys_than_it_holds_it_calls_none_absent_and_does_not_ask_to_learn_again()
    {
        var filter = new KeyFilter(keysPerSegment: 64, mostSegments: 2);
        filter.BeginLearning();
        for (var i = 0; i < 129; i++) filter.Add(Key(i));
        filter.Learned();

        Assert.True(filter.MayContain(Key(500)));
        Assert.False(filter.IsIgnorant);
        filter.Forget();
        Assert.True(filter.IsIgnorant);
    }

    [Fact]
    public void Keys_of_others_may_be_told_again_and_again_without_filling_it()
    {
        var filter = new KeyFilter(keysPerSegment: 64, mostSegments: 2);
        filter.BeginLearning();
        filter.Learned();
        for (var times = 0; times < 100; times++)
        {
            for (var i = 0; i < 100; i++) filter.Hear(Key(i));
        }

        Assert.All(Enumerable.Range(0, 100), i => Assert.True(filter.MayContain(Key(i))));
        Assert.Contains(Enumerable.Range(1000, 100), i => !filter.MayContain(Key(i)));
    }

    [Fact]
    public void Whoever_asks_beside_the_turns_is_told_what_was_known_when_they_asked()
    {
        var filter = new KeyFilter(keysPerSegment: 64, mostSegments: 4);
        filter.BeginLearning();
        for (var i = 0; i < 100; i++) filter.Add(Key(i));
        var before = filter.Know();
        filter.Learned();
        var then = filter.Know();
        filter.Forget();

        Assert.True(before.MayContain(Key(500)), "Nothing is absent before everything was told.");
        Assert.All(Enumerable.Range(0, 100), i => Assert.True(then.MayContain(Key(i))));
        Assert.Contains(Enumerable.Range(1000, 100), i => !then.MayContain(Key(i)));
        Assert.True(filter.Know().MayContain(Key(500)), "It has forgotten all.");
    }

    static CustomerKey Key(int number) => new(Scope.Default, IdentifierKind.Phone, $"+86138{number:00000000}");
}
