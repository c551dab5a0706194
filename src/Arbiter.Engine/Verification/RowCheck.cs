using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Verification;

/// <summary>Compares rows with what the log makes of them, and names the fields that differ.</summary>
static class RowCheck
{
    /// <summary>
    /// The names of the fields that differ, or null. Only the conflict of the current epoch is compared: a row comes with no other. Repeats that were counted and
    /// not written are in neither.
    /// </summary>
    public static string? Differences(LoadedCustomer row, ReplayedCustomer log)
    {
        var (stored, made) = (row.State, log.State);
        return Names(
            (stored.Scope == made.Scope, "scope"),
            (stored.Ownership?.Rep == made.Ownership?.Rep, "owner"),
            (stored.Ownership?.Since == made.Ownership?.Since, "ownedSince"),
            (stored.Ownership?.ProtectedUntil == made.Ownership?.ProtectedUntil, "protectedUntil"),
            (stored.Epoch == made.Epoch, "epoch"),
            (stored.ClaimableFrom == made.ClaimableFrom, "claimableFrom"),
            (stored.Opportunity == made.Opportunity, "opportunity"),
            (stored.KeyCount == made.KeyCount, "keyCount"),
            (stored.FormerOwners.SequenceEqual(made.FormerOwners), "formerOwners"),
            (stored.Ties == made.Ties, "ties"),
            (row.Version == log.Version, "version"),
            (stored.LastAt == made.LastAt, "lastAt"),
            (Same(stored.CurrentConflict, made.CurrentConflict), "conflict"),
            (row.ConflictVersion == (made.CurrentConflict is null ? 0 : log.ConflictVersion), "conflictVersion"));
    }

    public static string? Differences(LoadedClaimant row, ReplayedClaimant log) => Names(
        (row.State.Holdings == log.State.Holdings, "holdings"),
        (row.State.Day == log.State.Day, "day"),
        (row.State.ClaimsToday == log.State.ClaimsToday, "claimsToday"),
        (row.State.LookUpsToday == log.State.LookUpsToday, "lookUpsToday"),
        (row.Version == log.Version, "version"));

    static bool Same(Conflict? stored, Conflict? made)
    {
        if (stored is null || made is null) return stored is null && made is null;
        return stored.Id == made.Id && stored.Holder == made.Holder && stored.OpenedAt == made.OpenedAt && stored.LastAt == made.LastAt
            && stored.ClosedAt == made.ClosedAt && stored.ClosedBy == made.ClosedBy && stored.OtherAttempts == made.OtherAttempts
            && stored.Parties.Select(Written).SequenceEqual(made.Parties.Select(Written));
    }

    static Party Written(Party party) => party with { Repeats = 0 };

    static string? Names(params ReadOnlySpan<(bool Same, string Name)> fields)
    {
        List<string>? differ = null;
        foreach (var field in fields)
        {
            if (!field.Same) (differ ??= []).Add(field.Name);
        }

        return differ is null ? null : string.Join(", ", differ);
    }
}
