using Arbiter.Domain;
using Arbiter.Domain.Keys;
using Arbiter.Engine;
using Arbiter.Server.Claims;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Tests.Claims;

/// <summary>Which rows of a list wait for which.</summary>
public sealed class RowOrderTests
{
    static readonly BatchRow Decided = new(new Executed(null!, 1), [], null);
    static readonly BatchRow Unavailable = new(default, [], ProblemCatalog.Unavailable("The store is away.", TimeSpan.FromSeconds(1)));

    Reference reference = Reference.Empty;
    readonly List<int> begun = [];
    readonly TaskCompletionSource<BatchRow>[] answers = [.. Enumerable.Range(0, 10).Select(_ => new TaskCompletionSource<BatchRow>())];

    [Fact]
    public async Task A_row_waits_for_all_before_it_with_a_key_in_common_and_for_no_others()
    {
        var order = new RowOrder(() => reference);
        _ = Ask(order, 0, "a", "b");
        _ = Ask(order, 1, "c");
        _ = Ask(order, 2, "b", "c");
        var last = Ask(order, 3, "a");
        Assert.Equal([0, 1], begun);

        answers[0].SetResult(Decided);
        Assert.Equal([0, 1, 3], begun);
        answers[1].SetResult(Decided);
        Assert.Equal([0, 1, 3, 2], begun);
        answers[3].SetResult(Decided);
        Assert.Equal(Decided, await last);
    }

    [Fact]
    public async Task Behind_a_row_of_which_it_is_open_what_became_none_is_decided()
    {
        var order = new RowOrder(() => reference);
        _ = Ask(order, 0, "a");
        var waiting = Ask(order, 1, "a");
        answers[0].SetResult(Unavailable);

        Assert.Equal(503, (await waiting).Problem!.Status);
        // Also one that comes when it is over, and those behind that.
        Assert.Equal(503, (await Ask(order, 2, "a", "b")).Problem!.Status);
        Assert.Equal(503, (await Ask(order, 3, "b")).Problem!.Status);
        _ = Ask(order, 4, "c");
        Assert.Equal([0, 4], begun);
    }

    [Fact]
    public async Task A_row_that_fails_stops_none_but_those_behind_it()
    {
        var order = new RowOrder(() => reference);
        _ = Ask(order, 0, "a");
        answers[0].SetResult(new BatchRow(default, [], ProblemCatalog.Unstorable));

        _ = Ask(order, 1, "a");
        var behind = Ask(order, 2, "a");
        answers[1].SetException(new OperationCanceledException());
        answers[2].SetResult(Decided);

        await behind;
        Assert.Equal([0, 1, 2], begun);
    }

    [Fact]
    public void What_decides_nothing_keeps_nobody_waiting()
    {
        reference = Reference.Empty with { SharedKeys = [Key("switchboard")] };
        var order = new RowOrder(() => reference);
        _ = Ask(order, 0, "switchboard", "a");
        _ = Ask(order, 1, "switchboard", "b");
        _ = order.Decide([new ClaimedKey(Key("company"), KeyStrength.Shared)], () => Begin(2));
        _ = order.Decide([new ClaimedKey(Key("company"), KeyStrength.Shared)], () => Begin(3));

        Assert.Equal([0, 1, 2, 3], begun);
    }

    [Fact]
    public void Keys_of_answered_rows_are_forgotten_and_those_of_others_are_not()
    {
        var order = new RowOrder(() => reference);
        _ = Ask(order, 0, "a");
        for (var i = 0; i < 10_000; i++)
        {
            var done = new TaskCompletionSource<BatchRow>();
            _ = order.Decide([new ClaimedKey(Key($"key-{i}"), KeyStrength.Hard)], () => done.Task);
            done.SetResult(Decided);
        }

        Assert.InRange(order.Keys, 1, 5_000);
        _ = Ask(order, 1, "a");
        Assert.Equal([0], begun);
    }

    Task<BatchRow> Ask(RowOrder order, int row, params string[] keys) =>
        order.Decide([.. keys.Select(key => new ClaimedKey(Key(key), KeyStrength.Hard))], () => Begin(row));

    Task<BatchRow> Begin(int row)
    {
        begun.Add(row);
        return answers[row].Task;
    }

    static CustomerKey Key(string value) => new(Scope.Default, IdentifierKind.WeChat, value);
}
