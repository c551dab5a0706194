using Arbiter.Domain.Keys;

namespace Arbiter.Engine.Codec;

/// <summary>Kinds of identifier as the log and the API spell them.</summary>
static class KindNames
{
    public static string Of(IdentifierKind kind) => kind switch
    {
        IdentifierKind.WeChat => "wechat",
        _ => Names<IdentifierKind>.Of(kind),
    };

    public static IdentifierKind Parse(string name) => name == "wechat" ? IdentifierKind.WeChat : Names<IdentifierKind>.Parse(name);
}
