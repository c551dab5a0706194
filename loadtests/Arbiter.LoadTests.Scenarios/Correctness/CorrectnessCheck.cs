using System.Runtime.InteropServices;

namespace Arbiter.LoadTests.Correctness;

/// <summary>
/// Judges a run in which customers are claimed and never given back, on keys that were new when it began: each key is granted once,
/// every other ruling names the rep who was granted it, and the feed has the same grants.
/// </summary>
public static class CorrectnessCheck
{
    record struct KeyFacts(short Owner, Guid Customer, int Grants, bool OutcomeUnknown);

    /// <summary>Judges the rulings alone, or together with the feed that was read after them.</summary>
    public static CorrectnessVerdict Judge(IEnumerable<SeenRuling> rulings, FeedLog? feed)
    {
        var violations = new Violations();
        var keys = new Dictionary<long, KeyFacts>();
        var verdicts = new Dictionary<Verdict, long>();
        var maxSeq = 0L;
        foreach (var ruling in rulings)
        {
            verdicts[ruling.Verdict] = verdicts.GetValueOrDefault(ruling.Verdict) + 1;
            maxSeq = Math.Max(maxSeq, ruling.Seq);
            NoteFacts(ref CollectionsMarshal.GetValueRefOrAddDefault(keys, ruling.Key, out var known), known, ruling);
        }
        foreach (var ruling in rulings)
            JudgeRuling(ruling, keys[ruling.Key], violations);
        JudgeKeys(keys, violations);

        verdicts.Remove(Verdict.Unknown, out var unknown);
        if (feed is not null)
            JudgeFeed(feed, keys, maxSeq, unknown, violations);
        return new(verdicts, keys.Count, unknown, feed?.Count ?? 0, feed?.GrantEvents ?? 0, violations.All);
    }

    static void NoteFacts(ref KeyFacts facts, bool known, SeenRuling ruling)
    {
        if (!known)
            facts.Owner = SeenRuling.NoOwner;
        switch (ruling.Verdict)
        {
            case Verdict.Granted:
                facts = facts with { Owner = ruling.Rep, Customer = ruling.Customer, Grants = facts.Grants + 1 };
                break;
            case Verdict.Unknown:
                facts.OutcomeUnknown = true;
                break;
            case Verdict.Held or Verdict.AlreadyYours when facts.Grants == 0 && facts.Owner == SeenRuling.NoOwner:
                // Until a grant is seen, the first who is named owner stands for it.
                facts = facts with { Owner = ruling.Verdict == Verdict.Held ? ruling.Owner : ruling.Rep, Customer = ruling.Customer };
                break;
        }
    }

    static void JudgeRuling(SeenRuling ruling, KeyFacts facts, Violations violations)
    {
        if (ruling.Verdict == Verdict.Unknown)
            return;
        if (ruling.Verdict is not (Verdict.Granted or Verdict.Held or Verdict.AlreadyYours))
        {
            violations.Add("only granted, held and alreadyYours are possible here", $"key {ruling.Key}: {ruling.Verdict}");
            return;
        }
        if (ruling.Verdict == Verdict.Held && ruling.Owner == ruling.Rep)
            violations.Add("nobody is refused their own customer", $"key {ruling.Key}: rep {ruling.Rep}");
        else if (ruling.Verdict == Verdict.AlreadyYours && ruling.Rep != facts.Owner)
            violations.Add("alreadyYours only for the owner", $"key {ruling.Key}: rep {ruling.Rep}, owner {facts.Owner}");
        else if (ruling.Verdict == Verdict.Held && ruling.Owner != facts.Owner)
            violations.Add("a refusal names the owner", $"key {ruling.Key}: names {ruling.Owner}, owner {facts.Owner}");
        else if (ruling.Verdict != Verdict.Held && ruling.Owner != ruling.Rep)
            violations.Add("a grant names its rep as owner", $"key {ruling.Key}: rep {ruling.Rep}, names {ruling.Owner}");

        // A refusal may keep the customer's id to itself; an id that it tells must be the right one.
        var mayHide = ruling.Verdict == Verdict.Held;
        if (ruling.Customer != facts.Customer && !(mayHide && (ruling.Customer == Guid.Empty || facts.Customer == Guid.Empty)))
            violations.Add("one key is one customer", $"key {ruling.Key}: {ruling.Customer} and {facts.Customer}");
    }

    static void JudgeKeys(Dictionary<long, KeyFacts> keys, Violations violations)
    {
        var keyOfCustomer = new Dictionary<Guid, long>(keys.Count);
        foreach (var (key, facts) in keys)
        {
            if (facts.Grants > 1)
                violations.Add("one grant for each key", $"key {key}: {facts.Grants} grants");
            if (facts.Grants == 0 && !facts.OutcomeUnknown)
                violations.Add("each key is granted", $"key {key}: no grant (was it new when the run began?)");
            if (facts.Grants > 0 && facts.Customer == Guid.Empty)
                violations.Add("a grant names its customer", $"key {key}");
            if (facts.Customer != Guid.Empty && !keyOfCustomer.TryAdd(facts.Customer, key))
                violations.Add("one customer is one key", $"keys {key} and {keyOfCustomer[facts.Customer]}: {facts.Customer}");
        }
    }

    static void JudgeFeed(FeedLog feed, Dictionary<long, KeyFacts> keys, long maxSeq, long unknown, Violations violations)
    {
        if (feed.OutOfOrder > 0)
            violations.Add("the feed has no gap and no repeat", $"{feed.FirstOutOfOrder}", feed.OutOfOrder);
        if (feed.LastSeq < maxSeq)
            violations.Add("the feed reaches the last ruling", $"it ends at {feed.LastSeq}, a ruling stands at {maxSeq}");
        var matched = 0L;
        foreach (var (key, facts) in keys.Where(entry => entry.Value.Grants > 0))
        {
            if (!feed.Grants.TryGetValue(facts.Customer, out var grant))
                violations.Add("the feed has every grant", $"key {key}: customer {facts.Customer}");
            else if (grant.Rep != facts.Owner)
                violations.Add("the feed grants to the same rep", $"key {key}: ruling {facts.Owner}, feed {grant.Rep}");
            else
                matched++;
        }
        var twice = feed.Grants.Count(entry => entry.Value.Times > 1);
        if (twice > 0)
            violations.Add("the feed grants a customer once", $"{twice} customers", twice);
        // A grant that nobody was told of is right only where an answer was lost.
        var unseen = feed.Grants.Count - matched;
        if (unseen > unknown)
            violations.Add("the feed invents no grant", $"{unseen} grants without a ruling, {unknown} rulings lost", unseen - unknown);
    }
}
