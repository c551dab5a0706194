namespace Arbiter.LoadTests.Correctness;

/// <summary>What one ruling said, or that a claim got none.</summary>
/// <param name="Key">The customer's number in the generator.</param>
/// <param name="Rep">Number of the rep for whom the claim was made.</param>
/// <param name="Verdict">The verdict; <see cref="Verdict.Unknown"/> when there was no ruling and its outcome is not known.</param>
/// <param name="Owner">Number of the owner that the ruling names; <see cref="NoOwner"/> or <see cref="Stranger"/>.</param>
/// <param name="Customer">The customer's id, empty when the ruling has none.</param>
/// <param name="Seq">The ruling's position in the log.</param>
public readonly record struct SeenRuling(long Key, short Rep, Verdict Verdict, short Owner, Guid Customer, long Seq)
{
    /// <summary>The ruling names no owner.</summary>
    public const short NoOwner = -1;

    /// <summary>The ruling names an owner who is none of the reps of this run.</summary>
    public const short Stranger = -2;

    /// <summary>A claim whose outcome is unknown: it may have been decided.</summary>
    public static SeenRuling Lost(PlannedKey planned) => new(planned.Key, planned.Rep, Verdict.Unknown, NoOwner, Guid.Empty, 0);
}

/// <summary>Which customer a claim was for, and for whom.</summary>
/// <param name="Key">The customer's number.</param>
/// <param name="Rep">The rep's number.</param>
public readonly record struct PlannedKey(long Key, short Rep);
