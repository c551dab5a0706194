namespace Arbiter.Identity.Similarity;

/// <summary>
/// From which score on somebody has to look: scores are basis points of certainty, 0 to 10,000. At <paramref name="Hold"/> and above a
/// claim waits for a decision by people, at <paramref name="Warn"/> and above they are told. Values of the policy; nothing merges by itself.
/// </summary>
public readonly record struct SimilarityThresholds(int Hold, int Warn)
{
    /// <summary>0.92 and 0.75.</summary>
    public static SimilarityThresholds Default { get; } = new(9_200, 7_500);

    /// <summary>What a score leads to.</summary>
    public SimilarityLevel LevelOf(int score) => score >= Hold ? SimilarityLevel.Hold : score >= Warn ? SimilarityLevel.Warn : SimilarityLevel.None;
}

/// <summary>What a score leads to.</summary>
public enum SimilarityLevel : byte
{
    /// <summary>Two customers.</summary>
    None,

    /// <summary>Perhaps one customer: people are told.</summary>
    Warn,

    /// <summary>Most likely one customer: held for review.</summary>
    Hold,
}
