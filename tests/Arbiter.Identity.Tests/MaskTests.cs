using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Tests;

public class MaskTests
{
    [Fact]
    public void What_is_logged_by_accident_is_masked()
    {
        var normalized = Normalizer.Normalize(new Identifier(IdentifierKind.Phone, "13800138000"));

        Assert.All([$"{normalized.Keys[0]}", $"{normalized}"], text => Assert.DoesNotContain("13800138000", text));
    }

    [Theory]
    [InlineData(IdentifierKind.Phone, "+8613812345678", "138****5678")]
    [InlineData(IdentifierKind.Phone, "+861062345678", "106****78")]
    [InlineData(IdentifierKind.Email, "lilei@demo.com", "l***@d***.com")]
    [InlineData(IdentifierKind.Email, "l@demo.com", "***@d***.com")]
    [InlineData(IdentifierKind.Company, "北京明德智能科技有限公司", "北京**科技**公司")]
    [InlineData(IdentifierKind.Company, "小米有限公司", "****公司")]
    [InlineData(IdentifierKind.Company, "acmemachines ltd", "ac****")]
    [InlineData(IdentifierKind.CreditCode, "91350100M000100Y43", "9135****43")]
    [InlineData(IdentifierKind.WeChat, "wx_lilei88", "w****8")]
    [InlineData(IdentifierKind.Website, "acme.com.cn", "a***.cn")]
    [InlineData(IdentifierKind.Phone, "", "****")]
    [InlineData((IdentifierKind)99, "anything", "****")]
    public void A_mask_shows_little(IdentifierKind kind, string value, string masked) => Assert.Equal(masked, Mask.Of(kind, value));
}
