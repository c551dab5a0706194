namespace Arbiter.Linearizability;

/// <summary>What a client can ask about the ownership of a customer.</summary>
public enum Asked
{
    /// <summary>To own the customer that the keys point at.</summary>
    Claim,

    /// <summary>To give it back.</summary>
    Release,

    /// <summary>To give it to another rep.</summary>
    Transfer,

    /// <summary>Work on it was recorded; only its owner's is accepted.</summary>
    FollowUp,

    /// <summary>Where it stands.</summary>
    LookUp,

    /// <summary>To make one customer of two: the first key is one that the survivor was first claimed by, the second one of the merged customer's.</summary>
    Merge,

    /// <summary>To take a merged customer out again; the key is one that it was first claimed by.</summary>
    Unmerge,

    /// <summary>To have the key decide nothing from now on.</summary>
    Mark,

    /// <summary>To take that back.</summary>
    Unmark,
}

/// <summary>
/// The answer that came. <paramref name="Verdict"/> is the API's word: of a ruling (<c>granted</c>, <c>held</c>, …), of a look-up (<c>free</c>, <c>yours</c>,
/// …), <c>accepted</c>, or the code of a rejection (<c>notOwner</c>, …).
/// </summary>
/// <param name="Since">Of what begins an ownership: when that was, by the server's word. Null: not told.</param>
/// <param name="Marked">Of claims and look-ups: which of the keys decided nothing because they are marked. Null: not told.</param>
public sealed record OwnershipAnswer(string Verdict, string? Owner = null, int Epoch = 0, DateTimeOffset? Since = null, IReadOnlyCollection<string>? Marked = null);

/// <summary>
/// One operation on ownerships. <paramref name="Keys"/> are those of the claim or the look-up, hard ones only; for anything else one key that leads to the
/// customer. <paramref name="Rep"/> is who asks; null for a manager. Without an answer the outcome is unknown.
/// </summary>
public sealed record OwnershipOperation(Asked Asked, string? Rep, IReadOnlyList<string> Keys, string? To, OwnershipAnswer? Answer)
{
    /// <summary>One line for a post-mortem.</summary>
    public override string ToString() =>
        $"{Asked} by {Rep ?? "manager"} on {string.Join('+', Keys)}{(To is null ? "" : $" to {To}")} -> "
        + (Answer is null ? "?" : $"{Answer.Verdict} {Answer.Owner} {(Answer.Epoch > 0 ? $"epoch {Answer.Epoch}" : "")}".TrimEnd());
}
