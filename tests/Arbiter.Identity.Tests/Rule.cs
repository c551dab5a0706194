using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Tests;

/// <summary>Lets the tables read like a rule book: what was typed, and what became of it in one line.</summary>
static class Rule
{
    /// <summary>The keys as "value strength", a warning behind an exclamation mark; or the refusal behind a minus.</summary>
    internal static string Outcome(IdentifierKind kind, string text)
    {
        var normalized = Normalizer.Normalize(new Identifier(kind, text));
        return normalized.Refusal is { } refusal ? $"-{refusal}" : string.Join(" | ", normalized.Keys.Select(key => Describe(kind, key)));
    }

    static string Describe(IdentifierKind typedAs, NormalizedKey key)
    {
        var kind = key.Kind == typedAs ? "" : $"{IdentifierKinds.Name(key.Kind)} ";
        var warning = key.Warning is null ? "" : $" !{key.Warning}";
        return $"{kind}{key.Value} {key.Strength.ToString().ToLowerInvariant()}{warning}";
    }
}
