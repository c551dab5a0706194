using Arbiter.Domain.Keys;

namespace Arbiter.Identity;

/// <summary>
/// What became of an identifier: one or more keys (a phone field may hold two numbers), or the reason why it was refused.
/// </summary>
public readonly record struct Normalized
{
    readonly NormalizedKey[]? keys;

    Normalized(NormalizedKey[]? keys, string? refusal, NormalizedKey? suggestion = null)
    {
        this.keys = keys;
        Refusal = refusal;
        Suggestion = suggestion;
    }

    /// <summary>The keys, at least one and each once, in the order they were written; empty when refused.</summary>
    public IReadOnlyList<NormalizedKey> Keys => keys ?? [];

    /// <summary>The same, to walk over without allocating.</summary>
    internal ReadOnlySpan<NormalizedKey> KeySpan => keys;

    /// <summary>One of <see cref="RefusalCodes"/>, or nothing when there are keys.</summary>
    public string? Refusal { get; }

    /// <summary>What was probably meant by a refused identifier, for a person to confirm; never taken by itself.</summary>
    public NormalizedKey? Suggestion { get; }

    internal static Normalized Refused(string code) => new(null, code);

    internal static Normalized Refused(string code, IdentifierKind kind, string? suggestion) =>
        new(null, code, suggestion is null ? null : new NormalizedKey(kind, suggestion, KeyStrength.Hard, null));

    internal static Normalized Hard(IdentifierKind kind, string value, string? warning = null) =>
        new([new NormalizedKey(kind, value, KeyStrength.Hard, warning)], null);

    internal static Normalized Shared(IdentifierKind kind, string value, string weakness) =>
        new([new NormalizedKey(kind, value, KeyStrength.Shared, null) { Weakness = weakness }], null);

    internal static Normalized Of(List<NormalizedKey> keys) => new([.. keys], null);
}
