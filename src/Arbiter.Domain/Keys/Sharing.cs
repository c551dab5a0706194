namespace Arbiter.Domain.Keys;

/// <summary>What people said of whether a customer's key is shared. The default: nobody said anything.</summary>
/// <param name="Marked">The key is shared: it leads nowhere.</param>
/// <param name="DismissedAt">
/// Somebody said that it is not, when it had been seen with so many other customers; it is proposed again once there are more. 0: nobody did.
/// </param>
public readonly record struct Sharing(bool Marked, int DismissedAt = 0)
{
    /// <summary>Whether the system proposes that the key be marked, when it was seen with <paramref name="others"/> other customers.</summary>
    public bool IsProposed(int others, int least) => !Marked && others >= least && others > DismissedAt;
}
