namespace Arbiter.Identity.Similarity;

/// <summary>
/// Two rows that were taken for one customer, by their places in what was matched; <paramref name="First"/> came earlier. A link by a hard key
/// has no result: nobody had to weigh anything.
/// </summary>
public readonly record struct MatchLink(int First, int Second, SimilarityResult? Result)
{
    /// <summary>A hard key decides by itself; everything else is held for review.</summary>
    public bool IsAutomatic => Result is null;
}
