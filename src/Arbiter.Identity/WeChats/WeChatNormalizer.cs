using Arbiter.Domain.Keys;
using Arbiter.Identity.Phones;
using Arbiter.Identity.Text;

namespace Arbiter.Identity.WeChats;

/// <summary>
/// WeChat ids after Tencent's rule for setting one (kf.qq.com, 微信号设置规则): 6 to 20 letters, digits, underscores and dashes, the
/// first a letter; case does not count. Ids given by the system (wxid_…) follow the same rule. The ids of official accounts (gh_ and
/// twelve hexadecimal digits, developers.weixin.qq.com, 原始 ID) are a company's own and many people's behind it, so they are shared.
/// People are also found by their mobile number, and many write just that here: then it is their phone key, which meets the same
/// number in the phone field. QQ numbers are refused; they are no ids.
/// </summary>
static class WeChatNormalizer
{
    const int MinLength = 6;
    const int MaxLength = 20;

    static readonly string[] Labels =
    [
        "微信号码", "微信号", "微信id", "微信", "微信號", "薇信", "威信", "v信", "wechat id", "wechatid", "wechat", "weixin", "wx号", "vx号",
        "wx", "vx", "id",
    ];

    internal static Normalized Normalize(ReadOnlySpan<char> folded, PhoneRules phones)
    {
        var id = LabelText.Strip(folded, Labels);
        if (Placeholders.IsNothing(id) || id is "wechat" or "weixin" or "abcdef" or "abc123")
            return Normalized.Refused(RefusalCodes.Placeholder);
        if (IsOfficialAccount(id))
            return Normalized.Shared(IdentifierKind.WeChat, new string(id), WeaknessCodes.OfficialAccount);
        if (IsId(id))
            return Normalized.Hard(IdentifierKind.WeChat, new string(id));
        if (id.ContainsAnyInRange('a', 'z'))
            return Normalized.Refused(RefusalCodes.InvalidWeChat);

        var phone = PhoneNormalizer.Normalize(id, phones);
        return phone.Refusal is null && phone.Keys is [{ Strength: KeyStrength.Hard, Warning: null }]
            ? phone
            : Normalized.Refused(RefusalCodes.InvalidWeChat);
    }

    static bool IsOfficialAccount(ReadOnlySpan<char> id) =>
        id.Length == 15 && id.StartsWith("gh_") && !id[3..].ContainsAnyExcept("0123456789abcdef");

    static bool IsId(ReadOnlySpan<char> id)
    {
        if (id.Length is < MinLength or > MaxLength || !char.IsAsciiLetterLower(id[0]))
            return false;

        foreach (var c in id)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('_' or '-'))
                return false;
        }

        return true;
    }
}
