namespace Arbiter.Simulation.Checks;

/// <summary>What was promised did not hold. <paramref name="promise"/> is the promise's number in the guarantees, or the name of a further rule.</summary>
public sealed class PromiseBrokenException(string promise, string why) : Exception($"{promise}: {why}")
{
    /// <summary>Which promise.</summary>
    public string Promise { get; } = promise;
}

static class Promise
{
    public const string OneOwner = "P1 one owner";
    public const string Durable = "P2 acknowledged means durable";
    public const string SameRuling = "P3 same request, same ruling";
    public const string AllOrNothing = "P4 all or nothing";
    public const string OnTheInstant = "P5 on the instant";
    public const string CompleteFeed = "P6 complete feed";
    public const string Quotas = "P7 quotas hold";
    public const string Provable = "P9 provable";
    public const string Bounded = "P10 bounded";
    public const string OthersAnswered = "P10 what cannot be stored costs nobody else an answer";
    public const string EveryTurnEnds = "every turn ends";
    public const string RowsFollowLog = "rows follow the log";
    public const string ConflictRecorded = "every refusal has its conflict";

    public static void Keep(bool kept, string promise, Func<string> why)
    {
        if (!kept) throw new PromiseBrokenException(promise, why());
    }
}
