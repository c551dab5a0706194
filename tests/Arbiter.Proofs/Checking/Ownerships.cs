namespace Arbiter.Proofs.Checking;

/// <summary>One owner at a time, by the log alone. Grows with the customers, not with the log.</summary>
sealed class Ownerships
{
    readonly Dictionary<Guid, (string? Owner, int Epoch)> customers = [];

    /// <summary>What is wrong with the next event, or null.</summary>
    public string? Violation(LoggedEvent e)
    {
        if (e.Customer is not { } id) return null;
        var (owner, epoch) = customers.GetValueOrDefault(id);
        var fits = e.Type switch
        {
            "claimGranted" => owner is null && e.Epoch == epoch + 1,
            "ownershipReleased" or "ownershipExpired" => owner == e.Rep && e.Epoch == epoch,
            "ownershipTransferred" => owner is not null && e.Epoch == epoch + 1,
            "customersMerged" or "customerUnmerged" => e.Merge is not null,
            _ => true,
        };
        if (e.Type is "claimGranted") customers[id] = (e.Rep, e.Epoch);
        else if (e.Type is "ownershipTransferred") customers[id] = (e.To, e.Epoch);
        else if (e.Merge is { } merge) customers[id] = id == merge.Merged ? merge.AfterMerged : merge.AfterInto;
        else if (e.Type is "ownershipReleased" or "ownershipExpired") customers[id] = (null, epoch);
        return fits ? null : $"Owned by {owner ?? "nobody"} in epoch {epoch}, when {e.Text}";
    }
}
