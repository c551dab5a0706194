using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Tests;

public class CompanyTests
{
    [Theory]
    [InlineData("上海明德物流有限公司")]
    [InlineData(" 上海明德物流有限公司 ")]
    [InlineData("上海明德物流有限 公司")]
    [InlineData("上海明德物流有限公司。")]
    [InlineData("上海明德物流有限责任公司")]
    [InlineData("上海明德物流有限責任公司")]
    [InlineData("（上海）明德物流有限公司")]
    [InlineData("(上海)明德物流有限公司")]
    [InlineData("【上海】明德物流有限公司！")]
    [InlineData("上海明德物流\u200B有限公司")]
    [InlineData("公司名称：上海明德物流有限公司")]
    public void A_full_legal_name_is_hard_however_it_is_written(string text) =>
        Assert.Equal("上海明德物流有限公司 hard", Rule.Outcome(IdentifierKind.Company, text));

    [Theory]
    [InlineData("臺灣電機貿易股份有限公司", "台湾电机贸易股份有限公司")]
    [InlineData("天津海河股份公司", "天津海河股份有限公司")]
    [InlineData("苏州金石（集团）有限公司", "苏州金石集团有限公司")]
    [InlineData("宁波云山投资合伙企业（有限合伙）", "宁波云山投资合伙企业有限合伙")]
    [InlineData("北京金杜律师事务所", "北京金杜律师事务所")]
    [InlineData("ＡＢＣ（中国）有限公司", "abc中国有限公司")]
    [InlineData("㈱山田", "株山田", false)]
    [InlineData("山田㍿", "山田株式会社")]
    [InlineData("⼭东⽂化有限公司", "山东文化有限公司")]
    public void One_spelling_for_each_form(string text, string name, bool isHard = true) =>
        Assert.Equal($"{name} {(isHard ? "hard" : "shared")}", Rule.Outcome(IdentifierKind.Company, text));

    [Theory]
    [InlineData("Acme Widgets Co., Ltd.", "acmewidgets ltd")]
    [InlineData("ACME WIDGETS CO.LTD", "acmewidgets ltd")]
    [InlineData("Acme-Widgets Company Limited", "acmewidgets ltd")]
    [InlineData("Acme Widgets, Inc.", "acmewidgets inc")]
    [InlineData("Acme L.L.C.", "acme llc")]
    [InlineData("Acme Pte. Ltd.", "acme pteltd")]
    [InlineData("Mu\u0308ller GmbH & Co. KG", "müller gmbhcokg")]
    [InlineData("MÜLLER GMBH", "müller gmbh")]
    [InlineData("Nestlé S.A.", "nestlé sa")]
    [InlineData("O'Neill Ltd", "oneill ltd")]
    [InlineData("明德Ltd.", "明德 ltd")]
    public void A_Latin_form_stays_a_word_of_its_own(string text, string name) =>
        Assert.Equal($"{name} hard", Rule.Outcome(IdentifierKind.Company, text));

    [Theory]
    [InlineData("上海明德物流有限公司南京分公司", "上海明德物流有限公司南京分公司 hard")]
    [InlineData("上海明德物流有限责任公司 南京分公司", "上海明德物流有限公司南京分公司 hard")]
    [InlineData("某某银行股份有限公司南京城东支行", "某某银行股份有限公司南京城东支行 hard")]
    [InlineData("明德物流南京分公司", "明德物流南京分公司 shared")]
    [InlineData("上海明德物流有限公司财务部", "上海明德物流有限公司财务部 shared")]
    public void A_branch_is_not_its_parent(string text, string outcome) => Assert.Equal(outcome, Rule.Outcome(IdentifierKind.Company, text));

    [Theory]
    [InlineData("明德物流", "明德物流")]
    [InlineData("明德物流公司", "明德物流公司")]
    [InlineData("Zinc", "zinc")]
    [InlineData("Banyan Spa", "banyanspa")]
    [InlineData("西门子PLC", "西门子plc")]
    [InlineData("科技有限公司", "科技有限公司")]
    [InlineData("3M", "3m")]
    public void A_brand_is_shared(string text, string name) => Assert.Equal($"{name} shared", Rule.Outcome(IdentifierKind.Company, text));

    [Theory]
    [InlineData("有限公司", "tooShort")]
    [InlineData("华", "tooShort")]
    [InlineData("Co., Ltd.", "tooShort")]
    [InlineData("公司", "placeholder")]
    [InlineData("个人", "placeholder")]
    [InlineData("暂无", "placeholder")]
    [InlineData("测试公司", "placeholder")]
    [InlineData("test", "placeholder")]
    [InlineData("Test Ltd", "placeholder")]
    [InlineData("111111", "placeholder")]
    [InlineData("xxx", "placeholder")]
    [InlineData("。。。", "placeholder")]
    public void What_tells_no_company_is_refused(string text, string refusal) =>
        Assert.Equal($"-{refusal}", Rule.Outcome(IdentifierKind.Company, text));
}
