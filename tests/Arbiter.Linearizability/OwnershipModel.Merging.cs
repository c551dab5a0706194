namespace Arbiter.Linearizability;

/// <summary>
/// Merges as far as clients see them. The ownership that began first wins, by the instants that the server told when it gave them; where it did not tell both, either may.
/// </summary>
public sealed partial class OwnershipModel
{
    /// <summary>The states after a merge: one for each owner that the survivor may have then.</summary>
    static IEnumerable<OwnershipState> Merged(OwnershipState state, OwnershipOperation operation)
    {
        if (!Bound(state, operation.Keys[0], out var into) || !Bound(state, operation.Keys[1], out var merged)) yield break;
        var (survivor, other) = (state.Customers[into], state.Customers[merged]);
        var possible = into != merged && survivor.Merged is null && other.Merged is null;
        switch (operation.Answer?.Verdict ?? "accepted")
        {
            case "alreadyMerged" when survivor.Merged is not null || other.Merged is not null: yield return state; break;
            case "tooManyMerged" when possible && Absorbed(state, into) + Absorbed(state, merged) > 0: yield return state; break;
            case "sameCustomer" when into == merged: yield return state; break;
            case "accepted" when possible:
                foreach (var (owner, since) in Winners(survivor, other))
                {
                    var epoch = survivor.Epoch + (owner == survivor.Owner ? 0 : 1);
                    if (!Fits(operation.Answer, owner, epoch)) continue;
                    var away = new MergedAway(into, Absorbed(state, into), other.Owner, other.Since, survivor.Owner, survivor.Since, epoch, owner != survivor.Owner);
                    yield return state with
                    {
                        Customers = state.Customers.SetItem(merged, new OwnedCustomer(null, other.Epoch, null, away)).SetItem(into, new OwnedCustomer(owner, epoch, since)),
                    };
                }

                break;
        }
    }

    static IEnumerable<(string? Owner, DateTimeOffset? Since)> Winners(OwnedCustomer survivor, OwnedCustomer other)
    {
        var (ofSurvivor, ofOther) = ((survivor.Owner, survivor.Since), (other.Owner, other.Since));
        if (survivor.Owner is null || other.Owner is null) return [survivor.Owner is null ? ofOther : ofSurvivor];
        if (survivor.Since is { } one && other.Since is { } two) return [two < one ? ofOther : ofSurvivor];
        // Of one owner's two there is no telling which began first, and no need to but for a further merge.
        return survivor.Owner == other.Owner ? [(survivor.Owner, null)] : [ofSurvivor, ofOther];
    }

    static OwnershipState? Unmerged(OwnershipState state, OwnershipOperation operation)
    {
        if (!Bound(state, operation.Keys[0], out var merged)) return null;
        var verdict = operation.Answer?.Verdict ?? "accepted";
        if (state.Customers[merged].Merged is not { } away) return verdict == "notMerged" ? state : null;
        var survivor = state.Customers[away.Into];
        if (survivor.Merged is not null || away.Order != Absorbed(state, away.Into) - 1) return verdict == "mergedAgain" ? state : null;
        if (verdict != "accepted") return null;

        var stands = survivor.Owner is not null && survivor.Epoch == away.Epoch;
        var own = !away.TookOver ? away.Owner : stands ? survivor.Owner : null;
        var (theirs, since) = away.TookOver && stands ? (away.IntoOwner, away.IntoSince) : (survivor.Owner, stands ? away.IntoSince : survivor.Since);
        var epoch = state.Customers[merged].Epoch + (own is null ? 0 : 1);
        if (!Fits(operation.Answer, own, epoch)) return null;
        var after = new OwnedCustomer(theirs, survivor.Epoch + (theirs is not null && theirs != survivor.Owner ? 1 : 0), theirs is null ? null : since);
        return state with { Customers = state.Customers.SetItem(merged, new OwnedCustomer(own, epoch, own is null ? null : away.Since)).SetItem(away.Into, after) };
    }

    /// <summary>The customer that a key is of, whatever that was merged into.</summary>
    static bool Bound(OwnershipState state, string key, out int customer) => state.Keys.TryGetValue(key, out customer);

    static int Absorbed(OwnershipState state, int into) => state.Customers.Count(c => c.Merged?.Into == into);
}
