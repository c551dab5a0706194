namespace Arbiter.Domain.Keys;

/// <summary>The names that identifier kinds have on the wire: camelCase, exact, case-sensitive.</summary>
public static class IdentifierKinds
{
    /// <summary>Every kind, in canonical order.</summary>
    public static IReadOnlyList<IdentifierKind> All { get; } =
    [
        IdentifierKind.Phone,
        IdentifierKind.Email,
        IdentifierKind.Company,
        IdentifierKind.CreditCode,
        IdentifierKind.WeChat,
        IdentifierKind.Website,
    ];

    /// <summary>The wire name of a kind. Asking for a kind that does not exist is a programming error.</summary>
    public static string Name(IdentifierKind kind) => kind switch
    {
        IdentifierKind.Phone => "phone",
        IdentifierKind.Email => "email",
        IdentifierKind.Company => "company",
        IdentifierKind.CreditCode => "creditCode",
        IdentifierKind.WeChat => "wechat",
        IdentifierKind.Website => "website",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an identifier kind."),
    };

    /// <summary>Reads a wire name.</summary>
    public static bool TryParse(string? name, out IdentifierKind kind) => TryParse(name.AsSpan(), out kind);

    /// <summary>Reads a wire name without allocating.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out IdentifierKind kind)
    {
        kind = name switch
        {
            "phone" => IdentifierKind.Phone,
            "email" => IdentifierKind.Email,
            "company" => IdentifierKind.Company,
            "creditCode" => IdentifierKind.CreditCode,
            "wechat" => IdentifierKind.WeChat,
            "website" => IdentifierKind.Website,
            _ => default,
        };
        return kind != default;
    }
}
