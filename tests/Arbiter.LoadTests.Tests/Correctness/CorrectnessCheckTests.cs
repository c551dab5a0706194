using Arbiter.LoadTests.Correctness;

namespace Arbiter.LoadTests.Tests.Correctness;

/// <summary>A run that is right passes; each error planted into it is found, and found as what it is.</summary>
public class CorrectnessCheckTests
{
    static Guid Customer(long key) => new((int)key + 1, 0, 0, new byte[8]);

    static SeenRuling Granted(long key, short rep) => new(key, rep, Verdict.Granted, rep, Customer(key), key + 1);

    static SeenRuling Held(long key, short rep, short owner) => new(key, rep, Verdict.Held, owner, Customer(key), key + 1);

    static SeenRuling Yours(long key, short rep) => new(key, rep, Verdict.AlreadyYours, rep, Customer(key), key + 1);

    static SeenRuling Lost(long key, short rep) => SeenRuling.Lost(new(key, rep));

    static FeedLog Feed(params (long Key, short Rep)[] grants)
    {
        var feed = new FeedLog(0);
        foreach (var (key, rep) in grants)
            feed.TakeGrant(feed.LastSeq + 1, Customer(key), rep);
        return feed;
    }

    static void Finds(string rule, FeedLog? feed, params SeenRuling[] rulings) =>
        Assert.Equal([rule], CorrectnessCheck.Judge(rulings, feed).Violations.Select(violation => violation.Rule));

    [Fact]
    public void A_right_run_passes_in_whatever_order_its_rulings_arrive()
    {
        var verdict = CorrectnessCheck.Judge([Held(0, 2, 1), Granted(1, 3), Yours(0, 1), Granted(0, 1), Held(0, 3, 1)], Feed((0, 1), (1, 3)));
        Assert.True(verdict.Passed);
        Assert.Equal((2, 2, 2), (verdict.Keys, verdict.FeedGrants, verdict.Rulings[Verdict.Granted]));
    }

    [Fact]
    public void A_refusal_may_keep_the_customers_id_to_itself() =>
        Assert.True(CorrectnessCheck.Judge([Granted(0, 1), Held(0, 2, 1) with { Customer = Guid.Empty }], null).Passed);

    [Fact]
    public void Two_grants_of_a_key() =>
        Finds("one grant for each key", null, Granted(0, 1), Granted(0, 1));

    [Fact]
    public void Two_grants_to_two_reps_are_found_even_without_a_feed() =>
        Assert.Contains(CorrectnessCheck.Judge([Granted(0, 1), Granted(0, 2)], null).Violations, violation => violation.Rule == "one grant for each key");

    [Fact]
    public void A_key_that_nobody_was_granted() =>
        Finds("each key is granted", null, Granted(0, 1), Held(1, 2, 1));

    [Fact]
    public void A_refusal_that_names_another_than_the_owner() =>
        Finds("a refusal names the owner", null, Granted(0, 1), Held(0, 2, 3));

    [Fact]
    public void A_refusal_that_names_nobody() =>
        Finds("a refusal names the owner", null, Granted(0, 1), Held(0, 2, SeenRuling.NoOwner));

    [Fact]
    public void A_refusal_of_the_own_customer() =>
        Finds("nobody is refused their own customer", null, Granted(0, 1), Held(0, 1, 1));

    [Fact]
    public void AlreadyYours_for_another() =>
        Finds("alreadyYours only for the owner", null, Granted(0, 1), Yours(0, 2));

    [Fact]
    public void A_grant_that_names_another_owner() =>
        Finds("a grant names its rep as owner", null, Granted(0, 1) with { Owner = 2 });

    [Fact]
    public void Two_customers_for_a_key() =>
        Finds("one key is one customer", null, Granted(0, 1), Held(0, 2, 1) with { Customer = Customer(9) });

    [Fact]
    public void One_customer_for_two_keys() =>
        Finds("one customer is one key", null, Granted(0, 1), Granted(1, 1) with { Customer = Customer(0) });

    [Fact]
    public void A_verdict_that_cannot_be() =>
        Finds("only granted, held and alreadyYours are possible here", null, Granted(0, 1), Held(0, 2, 1) with { Verdict = Verdict.OverQuota });

    [Fact]
    public void A_feed_with_a_gap()
    {
        var feed = Feed((0, 1));
        feed.Take(3);
        Finds("the feed has no gap and no repeat", feed, Granted(0, 1));
    }

    [Fact]
    public void A_feed_that_repeats_an_event()
    {
        var feed = Feed((0, 1));
        feed.Take(1);
        Finds("the feed has no gap and no repeat", feed, Granted(0, 1));
    }

    [Fact]
    public void A_feed_that_ends_too_early() =>
        Finds("the feed reaches the last ruling", Feed((0, 1)), Granted(0, 1) with { Seq = 5 });

    [Fact]
    public void A_feed_without_a_grant() =>
        Finds("the feed has every grant", Feed((0, 1), (2, 1)), Granted(0, 1), Granted(1, 1), Lost(2, 1));

    [Fact]
    public void A_feed_that_grants_to_another() =>
        Finds("the feed grants to the same rep", Feed((0, 2)), Granted(0, 1), Lost(0, 2));

    [Fact]
    public void A_feed_that_grants_twice() =>
        Finds("the feed grants a customer once", Feed((0, 1), (0, 1)), Granted(0, 1));

    [Fact]
    public void A_feed_that_invents_a_grant() =>
        Finds("the feed invents no grant", Feed((0, 1), (1, 1)), Granted(0, 1));

    [Fact]
    public void A_lost_answer_may_have_been_a_grant()
    {
        Assert.True(CorrectnessCheck.Judge([Lost(0, 1), Held(0, 2, 1)], Feed((0, 1))).Passed);
        Assert.True(CorrectnessCheck.Judge([Lost(0, 1)], new FeedLog(0)).Passed);
    }

    [Fact]
    public void A_lost_answer_does_not_excuse_refusals_that_contradict_each_other() =>
        Finds("a refusal names the owner", null, Lost(0, 1), Held(0, 2, 1), Held(0, 3, 4));
}
