using Arbiter.Domain.Keys;

namespace Arbiter.Identity;

/// <summary>
/// What became of an identifier: one or more keys (a phone field may hold two numbers), or the reason why it was refused.
/// </summary>
public readonly record struct Normalized
{
    readonly NormalizedKey[]? keys;

    Normalized(NormalizedKey[]? keys, string? refusal)
    {
        this.keys = keys;
        Refusal = refusal;
    }

    /// <summary>The keys, at least one and each once, in the order they were written; empty when refused.</summary>
    public IReadOnlyList<NormalizedKey> Keys => keys ?? [];

    /// <summary>One of <see cref="RefusalCodes"/>, or nothing when there are keys.</summary>
    public string? Refusal { get; }

    internal static Normalized Refused(string code) => new(null, code);

    internal static Normalized Hard(IdentifierKind kind, string value, string? warning = null) =>
        new([new NormalizedKey(kind, value, KeyStrength.Hard, warning)], null);

    internal static Normalized Shared(IdentifierKind kind, string value) =>
        new([new NormalizedKey(kind, value, KeyStrength.Shared, null)], null);

    internal static Normalized Of(List<NormalizedKey> keys) => new([.. keys], null);
}
