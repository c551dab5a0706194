using static Arbiter.Linearizability.CheckVerdict;

namespace Arbiter.Linearizability.Tests;

/// <summary>Small histories that read like the promise: what may be answered, and what may not.</summary>
public class HandWrittenTests
{
    [Fact]
    public void One_wins_and_the_other_is_told_who() => Is(
        Yes,
        Claim("ann", 0, 10, "granted", "ann", 1),
        Claim("bob", 5, 15, "held", "ann", 1));

    [Fact]
    public void A_refusal_may_return_before_the_grant_that_it_names() => Is(
        Yes,
        Claim("ann", 0, 30, "granted", "ann", 1),
        Claim("bob", 5, 10, "held", "ann", 1));

    [Fact]
    public void Two_winners() => Is(
        No,
        Claim("ann", 0, 10, "granted", "ann", 1),
        Claim("bob", 5, 15, "granted", "bob", 1));

    [Fact]
    public void Two_winners_even_with_growing_epochs() => Is(
        No,
        Claim("ann", 0, 10, "granted", "ann", 1),
        Claim("bob", 5, 15, "granted", "bob", 2));

    [Fact]
    public void A_refusal_that_names_somebody_who_never_held() => Is(
        No,
        Claim("ann", 0, 10, "granted", "ann", 1),
        Claim("bob", 20, 30, "held", "cat", 1));

    [Fact]
    public void A_refusal_that_names_who_held_before() => Is(
        No,
        Claim("ann", 0, 10, "granted", "ann", 1),
        Act(Asked.Transfer, null, 20, 30, "accepted", "bob", 2, to: "bob"),
        Claim("cat", 40, 50, "held", "ann", 1));

    [Fact]
    public void A_refusal_that_overlaps_the_transfer_may_name_either() => Is(
        Yes,
        Claim("ann", 0, 10, "granted", "ann", 1),
        Act(Asked.Transfer, null, 20, 60, "accepted", "bob", 2, to: "bob"),
        Claim("cat", 30, 40, "held", "bob", 2),
        Claim("dan", 25, 50, "held", "ann", 1));

    [Fact]
    public void An_acknowledged_grant_is_lost() => Is(
        No,
        Claim("ann", 0, 10, "granted", "ann", 1),
        LookUp("bob", 20, 30, "free"));

    [Fact]
    public void A_stale_look_up() => Is(
        No,
        Claim("ann", 0, 10, "granted", "ann", 1),
        Act(Asked.Release, "ann", 20, 30, "accepted", null, 1),
        LookUp("bob", 40, 50, "held"));

    [Fact]
    public void A_look_up_that_overlaps_the_release_may_see_either() => Is(
        Yes,
        Claim("ann", 0, 10, "granted", "ann", 1),
        Act(Asked.Release, "ann", 20, 50, "accepted", null, 1),
        LookUp("bob", 30, 35, "pool"),
        LookUp("bob", 40, 45, "pool"));

    [Fact]
    public void Nobody_sees_the_past_after_somebody_saw_the_present() => Is(
        No,
        Claim("ann", 0, 10, "granted", "ann", 1),
        Act(Asked.Release, "ann", 20, 50, "accepted", null, 1),
        LookUp("bob", 30, 35, "pool"),
        LookUp("bob", 40, 45, "held"));

    [Fact]
    public void A_claim_without_an_answer_may_have_won() => Is(
        Yes,
        Unanswered("ann", 0),
        Claim("bob", 100, 110, "held", "ann", 1));

    [Fact]
    public void A_claim_without_an_answer_may_not_have_happened() => Is(
        Yes,
        Unanswered("ann", 0),
        Claim("bob", 100, 110, "granted", "bob", 1));

    [Fact]
    public void A_claim_without_an_answer_may_win_late() => Is(
        Yes,
        Unanswered("ann", 0),
        LookUp("bob", 100, 110, "free"),
        LookUp("bob", 120, 130, "held"));

    [Fact]
    public void A_claim_without_an_answer_wins_for_no_one_else() => Is(
        No,
        Unanswered("ann", 0),
        Claim("bob", 100, 110, "held", "cat", 1));

    [Fact]
    public void A_claim_over_two_keys_wins_both() => Is(
        No,
        Claim("ann", 0, 10, "granted", "ann", 1, "a", "b"),
        Claim("bob", 20, 30, "granted", "bob", 1, "b"));

    [Fact]
    public void A_claim_over_keys_of_two_customers_is_not_granted() => AfterTwo(
        No,
        Claim("bob", 40, 50, "granted", "bob", 2, "a", "b"));

    [Fact]
    public void It_is_held_by_the_other_owner() => AfterTwo(
        Yes,
        Claim("bob", 40, 50, "held", "ann", 1, "a", "b"));

    [Fact]
    public void What_led_to_either_leads_to_the_survivor() => AfterTwo(
        Yes,
        Pair(Asked.Merge, 40, 50, "accepted", "ann", 1, "a", "b"),
        Claim("cat", 60, 70, "held", "ann", 1, "b"),
        Claim("ann", 60, 70, "alreadyYours", "ann", 1, "a", "b"));

    [Fact]
    public void A_merge_that_not_everybody_follows() => AfterTwo(
        No,
        Pair(Asked.Merge, 40, 50, "accepted", "ann", 1, "a", "b"),
        Claim("cat", 60, 70, "held", "bob", 1, "b"));

    [Fact]
    public void A_merge_whose_owner_owned_neither() => AfterTwo(
        No,
        Pair(Asked.Merge, 40, 50, "accepted", "cat", 2, "a", "b"));

    [Fact]
    public void A_merge_goes_to_whose_ownership_began_first() => AfterTwo(
        Yes,
        Pair(Asked.Merge, 40, 50, "accepted", "ann", 2, "b", "a"));

    [Theory]
    [InlineData("bob", 1, "b", "a")]
    [InlineData("bob", 2, "a", "b")]
    public void A_merge_that_goes_to_the_later_owner(string owner, int epoch, string into, string merged) => AfterTwo(
        No,
        Pair(Asked.Merge, 40, 50, "accepted", owner, epoch, into, merged));

    [Fact]
    public void Apart_again_an_ownership_is_as_old_as_it_was() => AfterTwo(
        No,
        Claim("cat", 20, 30, "granted", "cat", 1, "c").Since(3),
        Pair(Asked.Merge, 40, 50, "accepted", "ann", 1, "a", "b"),
        Pair(Asked.Unmerge, 60, 70, "accepted", "bob", 2, "b"),
        Pair(Asked.Merge, 80, 90, "accepted", "cat", 1, "c", "b"));

    [Fact]
    public void A_marked_key_leads_nowhere_and_back_when_that_is_taken_back() => Is(
        Yes,
        Claim("ann", 0, 10, "granted", "ann", 1),
        Pair(Asked.Mark, 20, 30, "accepted", null, 0, "a"),
        Claim("bob", 40, 50, "granted", "bob", 1).Marked("a"),
        LookUp("cat", 40, 50, "free").Marked("a"),
        Act(Asked.Release, "ann", 60, 70, "accepted", null, 1),
        Pair(Asked.Unmark, 80, 90, "accepted", null, 0, "a"),
        LookUp("cat", 100, 110, "pool").Marked());

    [Fact]
    public void A_mark_that_not_everybody_sees() => Is(
        No,
        Claim("ann", 0, 10, "granted", "ann", 1),
        Pair(Asked.Mark, 20, 30, "accepted", null, 0, "a"),
        Claim("bob", 40, 50, "held", "ann", 1));

    [Fact]
    public void A_key_marked_in_advance_becomes_nobodys() => Is(
        No,
        Pair(Asked.Mark, 0, 10, "accepted", null, 0, "a"),
        Claim("ann", 20, 30, "granted", "ann", 1),
        Claim("bob", 40, 50, "held", "ann", 1));

    [Fact]
    public void An_answer_that_does_not_say_which_keys_are_marked() => Is(
        No,
        Pair(Asked.Mark, 0, 10, "accepted", null, 0, "a"),
        Claim("ann", 20, 30, "granted", "ann", 1).Marked());

    [Fact]
    public void Both_have_back_what_the_merge_took() => AfterTwo(
        Yes,
        Pair(Asked.Merge, 40, 50, "accepted", "ann", 2, "b", "a"),
        Pair(Asked.Unmerge, 60, 70, "accepted", "ann", 2, "a"),
        Claim("cat", 80, 90, "held", "bob", 3, "b"),
        Claim("cat", 80, 90, "held", "ann", 2, "a"));

    [Fact]
    public void A_key_is_lost_when_a_merge_is_undone() => AfterTwo(
        No,
        Pair(Asked.Merge, 40, 50, "accepted", "ann", 1, "a", "b"),
        Pair(Asked.Unmerge, 60, 70, "accepted", "bob", 2, "b"),
        Claim("cat", 80, 90, "held", "ann", 1, "b"));

    [Fact]
    public void An_earlier_merge_is_not_undone_before_a_later_one() => AfterTwo(
        No,
        Claim("cat", 20, 30, "granted", "cat", 1, "c"),
        Pair(Asked.Merge, 40, 50, "accepted", "ann", 1, "a", "b"),
        Pair(Asked.Merge, 60, 70, "accepted", "ann", 1, "a", "c"),
        Pair(Asked.Unmerge, 80, 90, "accepted", "bob", 2, "b"));

    [Fact]
    public void An_ownership_ends_by_itself_only_where_that_is_allowed()
    {
        Operation<OwnershipOperation>[] history = [Claim("ann", 0, 10, "granted", "ann", 1), Claim("bob", 20, 30, "granted", "bob", 2)];
        Assert.Single(OwnershipHistory.Check(history));
        Assert.Empty(OwnershipHistory.Check(history, protectionMayEnd: true));
    }

    [Fact]
    public void A_search_without_an_end_says_that_it_does_not_know()
    {
        var unanswered = Enumerable.Range(0, 40).Select(i => Unanswered($"rep-{i}", i));
        Operation<OwnershipOperation>[] history = [.. unanswered, Claim("bob", 100, 110, "held", "cat", 1)];
        var result = Assert.Single(OwnershipHistory.Check(history, maxStepsPerPiece: 1000));
        Assert.Equal(Unknown, result.Verdict);
        Assert.Contains("UNKNOWN", result.ToString());
    }

    [Fact]
    public void Where_it_is_not_told_who_began_first_either_may_win() => Is(
        Yes,
        Unanswered("ann", 0),
        Claim("bob", 20, 30, "granted", "bob", 1, "b").Since(2),
        Pair(Asked.Merge, 40, 50, "accepted", "ann", 2, "b", "a"));

    /// <summary>What may follow when ann has had the customer of key a, and then bob that of key b.</summary>
    static void AfterTwo(CheckVerdict expected, params Operation<OwnershipOperation>[] then) => Is(
        expected,
        [
            Claim("ann", 0, 10, "granted", "ann", 1, "a").Since(1),
            Claim("bob", 20, 30, "granted", "bob", 1, "b").Since(2),
            .. then,
        ]);

    static void Is(CheckVerdict expected, params Operation<OwnershipOperation>[] history)
    {
        var result = Checker.Check(new OwnershipModel(), history);
        Assert.True(result.Verdict == expected, result.ToString());
    }

    static Operation<OwnershipOperation> Claim(string rep, long call, long back, string verdict, string? owner, int epoch, params string[] keys) =>
        new(new OwnershipOperation(Asked.Claim, rep, keys.Length == 0 ? ["a"] : keys, null, new OwnershipAnswer(verdict, owner, epoch)), call, back);

    static Operation<OwnershipOperation> Act(Asked asked, string? rep, long call, long back, string verdict, string? owner, int epoch, string? to = null) =>
        new(new OwnershipOperation(asked, rep, ["a"], to, new OwnershipAnswer(verdict, owner, epoch)), call, back);

    static Operation<OwnershipOperation> Pair(Asked asked, long call, long back, string verdict, string? owner, int epoch, params string[] keys) =>
        new(new OwnershipOperation(asked, null, keys, null, new OwnershipAnswer(verdict, owner, epoch)), call, back);

    static Operation<OwnershipOperation> LookUp(string rep, long call, long back, string standing) =>
        new(new OwnershipOperation(Asked.LookUp, rep, ["a"], null, new OwnershipAnswer(standing)), call, back);

    static Operation<OwnershipOperation> Unanswered(string rep, long call) =>
        new(new OwnershipOperation(Asked.Claim, rep, ["a"], null, null), call, Operation<OwnershipOperation>.Never);
}

/// <summary>What answers tell beside the verdict.</summary>
static class Told
{
    public static Operation<OwnershipOperation> Since(this Operation<OwnershipOperation> operation, int day) =>
        operation.With(answer => answer with { Since = DateTimeOffset.UnixEpoch.AddDays(day) });

    public static Operation<OwnershipOperation> Marked(this Operation<OwnershipOperation> operation, params string[] keys) =>
        operation.With(answer => answer with { Marked = keys });

    static Operation<OwnershipOperation> With(this Operation<OwnershipOperation> operation, Func<OwnershipAnswer, OwnershipAnswer> also) =>
        operation with { Value = operation.Value with { Answer = also(operation.Value.Answer!) } };
}
