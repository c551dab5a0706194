namespace Arbiter.LoadTests.Correctness;

/// <summary>The verdicts of the API, and what it should never send.</summary>
public enum Verdict : byte
{
    /// <summary>None that the API knows.</summary>
    Unknown,
    /// <summary>The customer is now the claimant's.</summary>
    Granted,
    /// <summary>It was the claimant's before.</summary>
    AlreadyYours,
    /// <summary>Somebody else owns it.</summary>
    Held,
    /// <summary>A former owner must wait.</summary>
    CoolingDown,
    /// <summary>The claimant has had enough.</summary>
    OverQuota,
    /// <summary>A person has to look at it.</summary>
    UnderReview,
    /// <summary>The claimant may not claim.</summary>
    NotEligible,
}

/// <summary>Reads verdicts.</summary>
public static class Verdicts
{
    /// <summary>The verdict of a name in JSON.</summary>
    public static Verdict Of(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("granted"u8) => Verdict.Granted,
        _ when name.SequenceEqual("held"u8) => Verdict.Held,
        _ when name.SequenceEqual("alreadyYours"u8) => Verdict.AlreadyYours,
        _ when name.SequenceEqual("coolingDown"u8) => Verdict.CoolingDown,
        _ when name.SequenceEqual("overQuota"u8) => Verdict.OverQuota,
        _ when name.SequenceEqual("underReview"u8) => Verdict.UnderReview,
        _ when name.SequenceEqual("notEligible"u8) => Verdict.NotEligible,
        _ => Verdict.Unknown,
    };
}
