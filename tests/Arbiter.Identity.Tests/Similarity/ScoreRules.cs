using Arbiter.Domain.Keys;
using Arbiter.Identity.Similarity;

namespace Arbiter.Identity.Tests.Similarity;

/// <summary>
/// What makes two leads similar, as a table: fields as <c>kind=text; …</c> (contact is c), what it leads to, and the reasons with their sign.
/// </summary>
public class ScoreRules
{
    [Theory]
    [InlineData("phone=13918273645", "phone=+86 139 1827 3645", "certain", "phone sameKey+")]
    [InlineData("company=上海明德物流有限公司", "company=（上海）明德物流有限责任公司", "certain", "company sameKey+")]
    [InlineData("email=li.lei@acme.cn", "email=LI.LEI＠acme.cn", "certain", "email sameKey+, website sameDomain+")]
    [InlineData("phone=13918273645; creditCode=91350100M000100Y43", "phone=13918273645; creditCode=91310115MA98BG3G4Y", "hold", "phone sameKey+, creditCode otherCreditCode-")]
    public void A_hard_key_decides(string a, string b, string level, string reasons) => Check(a, b, level, reasons);

    [Theory]
    [InlineData("phone=13918273645", "phone=13918273647", "warn", "phone oneDigitOff+")]
    [InlineData("phone=13918273645", "phone=13918273654", "warn", "phone digitsSwapped+")]
    [InlineData("phone=13918273645; c=王小明", "phone=13918273654; c=王小明", "hold", "phone digitsSwapped+, contact sameContact+")]
    [InlineData("phone=13918273645", "phone=13918273690", "none", "")]
    [InlineData("email=zhangwei@qq.com", "email=zhnagwei@qq.com", "warn", "email nearMailbox+")]
    [InlineData("email=zhangwei1@qq.com", "email=zhangwei2@qq.com", "none", "")]
    [InlineData("wechat=wx_minghe88", "wechat=wx_mingh88", "warn", "wechat nearWeChat+")]
    public void A_near_key_warns(string a, string b, string level, string reasons) => Check(a, b, level, reasons);

    [Theory]
    [InlineData("phone=010-67624895", "phone=(010)67624895", "warn", "phone sameSwitchboard+")]
    [InlineData("phone=010-67624895; c=王小明", "phone=(010)67624895; c=王小明", "hold", "phone sameSwitchboard+, contact sameContact+")]
    [InlineData("phone=010-67624895; c=王小明", "phone=(010)67624895; c=李雷", "none", "phone sameSwitchboard+, contact otherContact-")]
    [InlineData("phone=010-67624895; company=明德物流有限公司", "phone=010-67624895; company=锐驰广告有限公司", "none", "company otherName-, phone sameSwitchboard+")]
    [InlineData("email=a.li@acme.cn", "website=https://www.acme.cn/", "warn", "website sameDomain+")]
    [InlineData("email=a.li@qq.com", "email=b.wang@qq.com", "none", "")]
    [InlineData("email=info@acme.cn", "email=info@acme.cn; phone=13918273645", "warn", "email sameRoleMailbox+")]
    [InlineData("c=王小明", "c=王小明", "none", "contact sameContact+")]
    [InlineData("phone=010-67624895; c=王小明先生", "phone=(010)67624895; c=王小明", "hold", "phone sameSwitchboard+, contact sameContact+")]
    [InlineData("phone=010-67624895; c=王先生", "phone=(010)67624895; c=王先生", "warn", "phone sameSwitchboard+")]
    [InlineData("phone=010-67624895; c=张总", "phone=(010)67624895; c=客服", "warn", "phone sameSwitchboard+")]
    [InlineData("website=https://detail.1688.com/x", "website=1688.com", "none", "")]
    [InlineData("website=mingde.1688.com", "website=https://mingde.1688.com/offer", "warn", "website sameDomain+")]
    public void A_shared_key_never_decides_alone(string a, string b, string level, string reasons) => Check(a, b, level, reasons);

    [Theory]
    [InlineData("company=上海明德物流", "company=上海明德物流有限公司", "hold", "company sameName+")]
    [InlineData("company=上海市明德物流有限公司", "company=明德物流(上海)有限公司", "hold", "company sameName+")]
    [InlineData("company=上海明德物流有限公司", "company=上海明德物流股份有限公司", "warn", "company otherForm+")]
    [InlineData("company=明德物流", "company=上海明德物流有限公司", "warn", "company placeLeftOut+")]
    [InlineData("company=上海明德物流有限公司", "company=杭州明德物流有限公司", "none", "company otherPlace-")]
    [InlineData("company=江苏苏州明德物流有限公司", "company=苏州明德物流", "hold", "company sameName+")]
    [InlineData("company=浙江明德物流有限公司", "company=杭州明德物流有限公司", "warn", "company placeLeftOut+")]
    [InlineData("company=上海第一明德物流有限公司", "company=上海第二明德物流有限公司", "none", "company otherName-")]
    [InlineData("company=南京东方红星科技有限公司", "company=南京新东方红星科技有限公司", "none", "company otherName-")]
    [InlineData("company=上海明德国际物流有限公司", "company=上海明德国际物物流有限公司", "hold", "company nearName+")]
    [InlineData("company=上海明德国际物流有限公司", "company=上海明德国际物流有限限公司", "hold", "company nearName+")]
    [InlineData("company=上海明德国际物流有限公司", "company=上海明锐国际物流有限公司", "warn", "company nearName+")]
    [InlineData("company=上海明德物流有限公司", "company=上海锐驰物流有限公司", "none", "company otherName-")]
    [InlineData("company=中国石油化工股份有限公司", "company=中石化", "none", "")]
    [InlineData("company=Acme Widgets Co., Ltd.", "company=ACME widgets", "hold", "company sameName+")]
    public void Names_are_alike(string a, string b, string level, string reasons) => Check(a, b, level, reasons);

    [Theory]
    [InlineData("company=上海明德物流有限公司", "company=上海明德物流有限公司南京分公司", "none", "company branchAndParent-")]
    [InlineData("company=上海明德物流", "company=上海明德物流南京分公司", "none", "company branchAndParent-")]
    [InlineData("company=上海明德物流有限公司苏州分公司", "company=上海明德物流有限公司南京分公司", "none", "company twoBranches-")]
    [InlineData("company=明德物流有限公司第一分公司", "company=明德物流有限公司第十一分公司", "none", "company twoBranches-")]
    [InlineData("company=上海明德物流南京分公司", "company=上海明德物流有限公司南京分公司", "hold", "company sameName+")]
    [InlineData(
        "company=上海明德物流有限公司; website=mingde.cn; phone=021-67624895", "company=上海明德物流有限公司南京分公司; website=mingde.cn; phone=021-67624895",
        "none", "company branchAndParent-, phone sameSwitchboard+, website sameDomain+")]
    public void A_branch_is_not_its_parent(string a, string b, string level, string reasons) => Check(a, b, level, reasons);

    [Theory]
    [InlineData("phone=13918273645", "phone sameSwitchboard+")]
    [InlineData("email=li.lei@qq.com", "email sameRoleMailbox+")]
    [InlineData("wechat=wx_minghe88", "wechat sameSharedKey+")]
    [InlineData("creditCode=91350100M000100Y43", "creditCode sameSharedKey+")]
    public void A_key_that_was_marked_shared_decides_no_more(string lead, string reasons)
    {
        var typed = Lead(lead);
        var stored = LeadProfile.OfKeys(typed.Keys.Select(key => key with { Strength = KeyStrength.Shared }));
        Check(typed, stored, "warn", reasons);
        Check(stored, typed, "warn", reasons);
        Check(typed.With(stored), typed, "warn", reasons);
    }

    [Fact]
    public void Thresholds_are_the_policys()
    {
        var thresholds = new SimilarityThresholds(9_000, 5_000);
        Assert.Equal(
            [SimilarityLevel.None, SimilarityLevel.Warn, SimilarityLevel.Warn, SimilarityLevel.Hold],
            new[] { 4_999, 5_000, 8_999, 9_000 }.Select(thresholds.LevelOf));
    }

    static void Check(string a, string b, string level, string reasons) => Check(Lead(a), Lead(b), level, reasons);

    static void Check(LeadProfile a, LeadProfile b, string level, string reasons)
    {
        var result = SimilarityScorer.Score(a, b);
        var found = result.Score == SimilarityScorer.MaxScore ? "certain" : SimilarityThresholds.Default.LevelOf(result.Score).ToString().ToLowerInvariant();
        var why = string.Join(", ", result.Reasons.Select(reason =>
            $"{(reason.Field is { } field ? IdentifierKinds.Name(field) : "contact")} {reason.Code}{(reason.Points > 0 ? '+' : '-')}"));
        Assert.Equal($"{level}: {reasons}", $"{found}: {why}");
    }

    static LeadProfile Lead(string fields)
    {
        var pairs = fields.Split("; ").Select(field => field.Split('=', 2)).ToList();
        var contact = pairs.FirstOrDefault(pair => pair[0] == "c")?[1];
        return LeadProfile.Of(pairs.Where(pair => pair[0] != "c").Select(pair => new Identifier(Kind(pair[0]), pair[1])), contact);
    }

    static IdentifierKind Kind(string name) =>
        IdentifierKinds.TryParse(name, out var kind) ? kind : throw new ArgumentException(name);
}
