namespace Arbiter.Domain.Keys;

/// <summary>What a person typed, exactly as they typed it.</summary>
public readonly record struct Identifier(IdentifierKind Kind, string Text)
{
    /// <summary>The kind alone: the text is personal data, and ToString ends up in logs and exceptions.</summary>
    public override string ToString() => $"{Kind}:****";
}
