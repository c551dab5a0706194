using System.Collections.Immutable;

namespace Arbiter.Linearizability;

/// <summary>Who owns a customer, or what it was merged into. <paramref name="Since"/>: since when, if the server told.</summary>
public readonly record struct OwnedCustomer(string? Owner, int Epoch, DateTimeOffset? Since = null, MergedAway? Merged = null);

/// <summary>
/// A customer that was merged into the one numbered <paramref name="Into"/> as its <paramref name="Order"/>th: who owned both before, and the survivor's epoch after.
/// </summary>
public sealed record MergedAway(
    int Into, int Order, string? Owner, DateTimeOffset? Since, string? IntoOwner, DateTimeOffset? IntoSince, int Epoch, bool TookOver);

/// <summary>What keys point at and who owns it. Customers are numbered in order of their first grant.</summary>
public sealed record OwnershipState(ImmutableSortedDictionary<string, int> Keys, ImmutableArray<OwnedCustomer> Customers)
{
    /// <summary>Nobody knows anybody.</summary>
    public static OwnershipState Empty { get; } = new(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), []);

    /// <summary>Keys that were marked: they lead nowhere, and are still their customer's, if they have one.</summary>
    public ImmutableHashSet<string> Marked { get; init; } = [];

    /// <inheritdoc />
    public bool Equals(OwnershipState? other) =>
        other is not null && Customers.AsSpan().SequenceEqual(other.Customers.AsSpan()) && (ReferenceEquals(Keys, other.Keys) || Keys.SequenceEqual(other.Keys))
        && (ReferenceEquals(Marked, other.Marked) || Marked.SetEquals(other.Marked));

    /// <summary>The customer that whatever leads to this one is led on to.</summary>
    public int Survivor(int customer)
    {
        while (Customers[customer].Merged is { } merged) customer = merged.Into;
        return customer;
    }

    /// <inheritdoc />
    public override int GetHashCode() => Customers.Aggregate(Keys.Count, (hash, c) => HashCode.Combine(hash, c.Owner, c.Epoch, c.Merged));
}

/// <summary>
/// The rules of ownership as far as anybody outside can see them: at most one owner, an epoch that grows by one with each change of owner, refusals that name
/// who really holds. Quotas, cool-downs and the roster are not known here: refusals for those are always possible where nobody else owns the customer.
/// </summary>
/// <param name="protectionMayEnd">Whether an ownership may end by itself while the history lasts.</param>
public sealed partial class OwnershipModel(bool protectionMayEnd = false) : IModel<OwnershipState, OwnershipOperation>
{
    /// <inheritdoc />
    public OwnershipState Initial => OwnershipState.Empty;

    /// <inheritdoc />
    public IEnumerable<OwnershipState> Step(OwnershipState state, OwnershipOperation operation)
    {
        // An operation without an answer may not have happened.
        if (operation.Answer is null) yield return state;
        foreach (var possible in protectionMayEnd ? Ended(state, Concerned(state, operation)) : [state])
        {
            if (operation.Asked == Asked.Merge)
            {
                foreach (var merged in Merged(possible, operation)) yield return merged;
            }
            else if (After(possible, operation) is { } after)
            {
                yield return after;
            }
        }
    }

    static OwnershipState? After(OwnershipState state, OwnershipOperation operation) => operation.Asked switch
    {
        Asked.Claim => Claimed(state, operation),
        Asked.Unmerge => Unmerged(state, operation),
        Asked.Mark or Asked.Unmark => MarkedOrNot(state, operation),
        Asked.LookUp => operation.Answer is { } answer && !Stands(state, operation, answer) ? null : state,
        _ => OnOne(state, operation),
    };

    static OwnershipState? Claimed(OwnershipState state, OwnershipOperation operation)
    {
        var (rep, answer) = (operation.Rep!, operation.Answer);
        if (!TellsMarked(state, operation)) return null;
        var meant = Meant(state, operation.Keys);
        var owners = meant.Select(i => state.Customers[i].Owner).ToList();
        var only = meant.Count == 1 ? state.Customers[meant[0]] : default;
        switch (answer?.Verdict ?? Guess(meant.Count, only.Owner, rep))
        {
            case "granted":
                if (meant.Count > 1 || only.Owner is not null || !Fits(answer, rep, only.Epoch + 1)) return null;
                var number = meant.Count == 1 ? meant[0] : state.Customers.Length;
                var customers = meant.Count == 1 ? state.Customers.SetItem(number, new OwnedCustomer(rep, only.Epoch + 1, answer?.Since)) : state.Customers.Add(new OwnedCustomer(rep, 1, answer?.Since));
                return Bound(state with { Customers = customers }, operation.Keys, number);
            case "alreadyYours":
                if (meant.Count == 0 || owners.Exists(o => o != rep)) return null;
                if (meant.Count > 1) return state;
                return Fits(answer, rep, only.Epoch) ? Bound(state, operation.Keys, meant[0]) : null;
            case "held":
                return meant.Exists(i => state.Customers[i].Owner is { } owner && owner != rep && Fits(answer, owner, state.Customers[i].Epoch)) ? state : null;
            case "coolingDown":
                return meant.Count == 1 && only.Owner is null && Fits(answer, null, only.Epoch) ? state : null;
            case "overQuota":
                return meant.Count == 0 || (meant.Count == 1 && only.Owner is null) ? state : null;
            case "underReview":
                return meant.Count > 1 && owners.TrueForAll(o => o is null || o == rep) && owners.Contains(null) ? state : null;
            case "notEligible":
                return state;
            default:
                return null;
        }
    }

    /// <summary>What a claim came to that nobody has heard of again: the only outcomes that would change anything.</summary>
    static string Guess(int meant, string? owner, string rep) => meant > 1 ? "" : owner is null ? "granted" : owner == rep ? "alreadyYours" : "";

    static OwnershipState? OnOne(OwnershipState state, OwnershipOperation operation)
    {
        var verdict = operation.Answer?.Verdict ?? "accepted";
        var meant = Concerned(state, operation);
        if (meant.Count != 1) return verdict == "unknownCustomer" ? state : null;
        var (owner, epoch, _, _) = state.Customers[meant[0]];
        return (operation.Asked, verdict) switch
        {
            (Asked.Release, "accepted") => owner is not null && (operation.Rep ?? owner) == owner && Fits(operation.Answer, null, epoch)
                ? state with { Customers = state.Customers.SetItem(meant[0], new OwnedCustomer(null, epoch)) }
                : null,
            (Asked.Transfer, "accepted") => owner is not null && owner != operation.To && Fits(operation.Answer, operation.To, epoch + 1)
                ? state with { Customers = state.Customers.SetItem(meant[0], new OwnedCustomer(operation.To, epoch + 1, operation.Answer?.Since)) }
                : null,
            (Asked.FollowUp, "accepted") => owner == operation.Rep && Fits(operation.Answer, owner, epoch) ? state : null,
            (_, "notOwned") => owner is null ? state : null,
            (_, "notOwner") => owner != operation.Rep ? state : null,
            (_, "ownerAlready") => owner == operation.To ? state : null,
            (_, "unknownCustomer") => null,
            _ => state,
        };
    }

    /// <summary>Whoever may do so says what they like of any key, whether or not a customer has it.</summary>
    static OwnershipState? MarkedOrNot(OwnershipState state, OwnershipOperation operation)
    {
        var key = operation.Keys[0];
        var isMarked = state.Marked.Contains(key);
        var wanted = operation.Asked == Asked.Mark;
        return (operation.Answer?.Verdict ?? "accepted") switch
        {
            "accepted" when isMarked != wanted => state with { Marked = wanted ? state.Marked.Add(key) : state.Marked.Remove(key) },
            "nothingToDo" when isMarked == wanted => state,
            "unknownCustomer" when !wanted && !isMarked && !state.Keys.ContainsKey(key) => state,
            _ => null,
        };
    }

    /// <summary>An answer that names marked keys names those that are, and no others.</summary>
    static bool TellsMarked(OwnershipState state, OwnershipOperation operation) =>
        operation.Answer?.Marked is not { } told || operation.Keys.All(key => told.Contains(key) == state.Marked.Contains(key));

    static bool Stands(OwnershipState state, OwnershipOperation operation, OwnershipAnswer answer)
    {
        if (!TellsMarked(state, operation)) return false;
        var meant = Meant(state, operation.Keys);
        if (meant.Count != 1) return answer.Verdict == (meant.Count == 0 ? "free" : "severalCustomers");
        var owner = state.Customers[meant[0]].Owner;
        return answer.Verdict == (owner is null ? "pool" : owner == operation.Rep ? "yours" : "held");
    }

    /// <summary>What an answer leaves out is not held against it.</summary>
    static bool Fits(OwnershipAnswer? answer, string? owner, int epoch) =>
        answer is null || ((answer.Owner is null || answer.Owner == owner) && (answer.Epoch == 0 || answer.Epoch == epoch));

    static OwnershipState Bound(OwnershipState state, IReadOnlyList<string> keys, int customer)
    {
        var bound = state.Keys;
        foreach (var key in keys) bound = bound.ContainsKey(key) || state.Marked.Contains(key) ? bound : bound.Add(key, customer);
        return ReferenceEquals(bound, state.Keys) ? state : state with { Keys = bound };
    }

    /// <summary>The customers that an operation is about: those that a claim's or look-up's keys lead to; else the one that has the key, marked or not.</summary>
    static List<int> Concerned(OwnershipState state, OwnershipOperation operation) => operation.Asked is Asked.Claim or Asked.LookUp
        ? Meant(state, operation.Keys)
        : Bound(state, operation.Keys[0], out var customer) ? [state.Survivor(customer)] : [];

    static List<int> Meant(OwnershipState state, IReadOnlyList<string> keys)
    {
        var meant = new List<int>(1);
        foreach (var key in keys)
        {
            if (!state.Keys.TryGetValue(key, out var bound) || state.Marked.Contains(key)) continue;
            var customer = state.Survivor(bound);
            if (!meant.Contains(customer)) meant.Add(customer);
        }

        return meant;
    }

    /// <summary>The state, and each in which some of these ownerships have ended by themselves.</summary>
    static IEnumerable<OwnershipState> Ended(OwnershipState state, List<int> customers) => customers.Aggregate(
        (IEnumerable<OwnershipState>)[state],
        (states, i) => states.SelectMany(s => s.Customers[i].Owner is null
            ? [s]
            : new[] { s, s with { Customers = s.Customers.SetItem(i, s.Customers[i] with { Owner = null, Since = null }) } })).ToList();
}
