namespace Arbiter.Domain.Keys;

/// <summary>
/// A normalized identifier within one scope: what customers are found by. Keys have one canonical order (scope, kind, value, all
/// ordinal) in every process on every machine; turns are entered in it, which is why they cannot deadlock.
/// </summary>
public readonly record struct CustomerKey(Scope Scope, IdentifierKind Kind, string Value) : IComparable<CustomerKey>
{
    // Value first: it is what differs between two keys that landed in the same bucket.
    /// <inheritdoc />
    public bool Equals(CustomerKey other) =>
        Kind == other.Kind
        && string.Equals(Value, other.Value)
        && string.Equals(Scope.Value, other.Scope.Value);

    // The scope's text is not hashed: an installation has a handful of scopes, so the few keys that share a value across scopes
    // cost one more comparison, while hashing the scope would cost every look-up. The string hash is the randomized one, because
    // values come from outside and a predictable hash could be flooded.
    /// <inheritdoc />
    public override int GetHashCode() => ((Value?.GetHashCode() ?? 0) * 31) + ((int)Kind * 7919) + (Scope.Value?.Length ?? 0);

    /// <inheritdoc />
    public int CompareTo(CustomerKey other)
    {
        var byScope = string.CompareOrdinal(Scope.Value, other.Scope.Value);
        if (byScope != 0)
            return byScope;

        var byKind = Kind.CompareTo(other.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(Value, other.Value);
    }

    /// <summary>Without the value: it is personal data, and ToString ends up in logs and exceptions.</summary>
    public override string ToString() => $"{Scope.Value}/{Kind}/****";
}
