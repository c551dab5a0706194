namespace Arbiter.Domain.Keys;

public enum IdentifierKind : byte { Phone = 1, Email = 2, Company = 3, CreditCode = 4, WeChat = 5, Website = 6 }

public readonly record struct Scope(string Value)
{
    public static Scope Default { get; } = new("default");

    public override string ToString() => Value;
}

public readonly record struct Identifier(IdentifierKind Kind, string Text);

public readonly record struct CustomerKey(Scope Scope, IdentifierKind Kind, string Value);

public enum KeyStrength : byte { Hard = 1, Shared = 2 }
