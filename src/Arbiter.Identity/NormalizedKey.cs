using Arbiter.Domain.Keys;

namespace Arbiter.Identity;

/// <summary>
/// One key that an identifier came to. <paramref name="Kind"/> is the key's own kind: a mobile number typed into the WeChat field
/// becomes a phone key. <paramref name="Warning"/> is one of <see cref="WarningCodes"/>, or nothing.
/// </summary>
public readonly record struct NormalizedKey(IdentifierKind Kind, string Value, KeyStrength Strength, string? Warning)
{
    /// <summary>Why the key is shared: one of <see cref="WeaknessCodes"/>; nothing when it is hard.</summary>
    public string? Weakness { get; init; }

    /// <summary>Masked: a key's value is personal data, and ToString ends up in logs and exceptions.</summary>
    public override string ToString() => $"{Kind}/{Mask.Of(Kind, Value)} {Strength} {Warning}".TrimEnd();
}
