using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Tests;

public class WeChatTests
{
    [Theory]
    [InlineData("wx_lilei88", "wx_lilei88")]
    [InlineData("WX_LILEI88", "wx_lilei88")]
    [InlineData("微信：lilei88", "lilei88")]
    [InlineData("微信号lilei88", "lilei88")]
    [InlineData("wx: lilei88", "lilei88")]
    [InlineData("VX：lilei88", "lilei88")]
    [InlineData("WeChat: lilei88", "lilei88")]
    [InlineData("WeChat ID: lilei88", "lilei88")]
    [InlineData("ｌｉｌｅｉ８８", "lilei88")]
    [InlineData("wxlilei88", "wxlilei88")]
    [InlineData("wxid_a1b2c3d4e5f6g7", "wxid_a1b2c3d4e5f6g7")]
    [InlineData("li-lei-1", "li-lei-1")]
    public void An_id_is_hard(string text, string id) => Assert.Equal($"{id} hard", Rule.Outcome(IdentifierKind.WeChat, text));

    [Fact]
    public void An_official_account_is_shared() => Assert.Equal("gh_0123456789ab shared", Rule.Outcome(IdentifierKind.WeChat, "GH_0123456789ab"));

    [Theory]
    [InlineData("13800138000")]
    [InlineData("微信：138 0013 8000")]
    public void A_mobile_number_is_a_phone_key(string text) =>
        Assert.Equal("phone +8613800138000 hard", Rule.Outcome(IdentifierKind.WeChat, text));

    [Theory]
    [InlineData("lilei", "invalidWeChat")]
    [InlineData("a12345678901234567890", "invalidWeChat")]
    [InlineData("8lilei8", "invalidWeChat")]
    [InlineData("li lei 88", "invalidWeChat")]
    [InlineData("李雷8888", "invalidWeChat")]
    [InlineData("87654123", "invalidWeChat")]
    [InlineData("010-62345678", "invalidWeChat")]
    [InlineData("同手机", "invalidWeChat")]
    [InlineData("微信", "invalidWeChat")]
    [InlineData("weixin", "placeholder")]
    [InlineData("无", "placeholder")]
    public void What_is_no_id_is_refused(string text, string refusal) =>
        Assert.Equal($"-{refusal}", Rule.Outcome(IdentifierKind.WeChat, text));
}
