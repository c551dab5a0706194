namespace Arbiter.Domain.Keys;

/// <summary>
/// Where ownership is exclusive: a product line, a region. One to 32 characters of <c>a-z</c>, <c>0-9</c> and <c>-</c>, not
/// starting with <c>-</c>, so that it can stand unescaped in a URL, a log line and a table key.
/// </summary>
public readonly record struct Scope(string Value)
{
    const int MaxLength = 32;

    /// <summary>The scope's name.</summary>
    public string Value { get; } = IsValid(Value) ? Value : throw new ArgumentException("Not a scope name.", nameof(Value));

    /// <summary>The scope of an installation that needs only one.</summary>
    public static Scope Default { get; } = new("default");

    /// <summary>Reads a scope from outside; what comes from outside is not trusted to be well-formed.</summary>
    public static bool TryParse(string? text, out Scope scope)
    {
        if (!IsValid(text))
        {
            scope = default;
            return false;
        }

        scope = text == Default.Value ? Default : new Scope(text!);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Value;

    static bool IsValid(string? text)
    {
        if (text is null || text.Length is 0 or > MaxLength || text[0] == '-')
            return false;

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        }

        return true;
    }
}
