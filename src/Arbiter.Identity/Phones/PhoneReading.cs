using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Phones;

/// <summary>A complete number in E.164, and why it does not stand for one person: one of <see cref="WeaknessCodes"/>, or nothing.</summary>
readonly record struct PhoneReading(string Number, string? Weakness)
{
    internal NormalizedKey ToKey() =>
        new(IdentifierKind.Phone, Number, Weakness is null ? KeyStrength.Hard : KeyStrength.Shared, null) { Weakness = Weakness };
}
