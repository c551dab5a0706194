namespace Arbiter.LoadTests.Claims;

/// <summary>Which customer is claimed by whom.</summary>
/// <param name="Key">The customer's number; its phone and name follow from it.</param>
/// <param name="Rep">The rep's number, from 0.</param>
public readonly record struct PlannedClaim(long Key, int Rep);

/// <summary>Chooses claim n of a run, n counting from 0; the same choice in every run with the same seed.</summary>
public delegate PlannedClaim ClaimPlan(long index);

/// <summary>The plans of the scenarios.</summary>
public static class ClaimPlans
{
    /// <summary>Every claim on a customer that nobody claimed before.</summary>
    public static ClaimPlan FirstClaims(int seed, long firstKey) =>
        index => new(firstKey + index, SeededHash.Below(seed, index, Reps.Count));

    /// <summary>Every claim on the same customer.</summary>
    public static ClaimPlan Hot(int seed, long hotKey) =>
        index => new(hotKey, SeededHash.Below(seed, index, Reps.Count));

    /// <summary>
    /// Nine in ten on customers that were claimed before, some of them far more wanted than others; one in ten on a new one.
    /// </summary>
    public static ClaimPlan Mixed(int seed, long firstKnownKey, int knownKeys, long firstNewKey)
    {
        var zipf = new Zipf(knownKeys);
        return index =>
        {
            var rep = SeededHash.Below(seed, index, Reps.Count);
            return SeededHash.Below(seed + 1, index, 10) == 0
                ? new(firstNewKey + index, rep)
                : new(firstKnownKey + zipf.Rank(SeededHash.Unit(seed + 2, index)), rep);
        };
    }
}

/// <summary>The reps that setup creates and on whose behalf claims are made: <c>rep-01</c> to <c>rep-24</c>.</summary>
public static class Reps
{
    /// <summary>How many there are.</summary>
    public const int Count = 24;

    /// <summary>Length of every id, so that a request can be patched in place.</summary>
    public const int IdLengthBytes = 6;

    /// <summary>The id of a rep, from number 0.</summary>
    public static string Id(int rep) => $"rep-{rep + 1:00}";

    /// <summary>The number of a rep from its id, -1 when it is none of ours.</summary>
    public static int Number(ReadOnlySpan<byte> id) =>
        id.Length == IdLengthBytes && id.StartsWith("rep-"u8) && id[4] is >= (byte)'0' and <= (byte)'9' && id[5] is >= (byte)'0' and <= (byte)'9'
            && (id[4] - '0') * 10 + id[5] - '0' is > 0 and <= Count and var number ? number - 1 : -1;
}
