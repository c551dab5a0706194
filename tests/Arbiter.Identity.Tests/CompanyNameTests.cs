using Arbiter.Identity.Companies;

namespace Arbiter.Identity.Tests;

/// <summary>Names and their parts: place | distinctive part | trade | form | branch.</summary>
public class CompanyNameTests
{
    [Theory]
    [InlineData("上海明德物流有限公司", "上海|明德|物流|有限公司|")]
    [InlineData("（上海）明德物流有限公司", "上海|明德|物流|有限公司|")]
    [InlineData("明德（上海）物流有限公司", "上海|明德|物流|有限公司|")]
    [InlineData("明德物流（上海）有限公司", "上海|明德|物流|有限公司|")]
    [InlineData("明德物流有限公司", "|明德|物流|有限公司|")]
    [InlineData("明德物流", "|明德|物流||")]
    [InlineData("明德物流公司", "|明德|物流||")]
    [InlineData("江苏省苏州市昆山市云水谣智能科技股份有限公司", "江苏省苏州市昆山市|云水谣|智能科技|股份有限公司|")]
    [InlineData("昆山云水谣智能科技股份公司", "昆山|云水谣|智能科技|股份有限公司|")]
    [InlineData("內蒙古牧歌食品有限責任公司", "内蒙古|牧歌|食品|有限公司|")]
    [InlineData("中国长江电力股份有限公司", "中国|长江|电力|股份有限公司|")]
    [InlineData("金石（集团）有限公司", "|金石|集团|有限公司|")]
    [InlineData("东方明珠文化传媒有限公司", "东方|明珠|文化传媒|有限公司|")]
    [InlineData("上海东方明珠文化传媒有限公司", "上海|东方明珠|文化传媒|有限公司|")]
    public void Parts_of_a_company(string text, string parts) => Assert.Equal(parts, Parts(text));

    [Theory]
    [InlineData("上海明德物流有限公司南京分公司", "上海|明德|物流|有限公司|南京分公司")]
    [InlineData("上海明德物流南京分公司", "上海|明德|物流||南京分公司")]
    [InlineData("明德物流第二分公司", "|明德|物流||第二分公司")]
    [InlineData("明德物流分公司", "|明德|物流||分公司")]
    [InlineData("某某银行股份有限公司南京城东支行", "|某某银行||股份有限公司|南京城东支行")]
    [InlineData("渝味轩火锅成都春熙路店", "|渝味轩火锅|||成都春熙路店")]
    [InlineData("渝味轩火锅店", "|渝味轩火锅||店|")]
    [InlineData("成都渝味轩火锅店", "成都|渝味轩火锅||店|")]
    public void A_branch_keeps_its_own_name(string text, string parts) => Assert.Equal(parts, Parts(text));

    [Theory]
    [InlineData("武陟县云水谣食品商行", "武陟县|云水谣|食品|商行|")]
    [InlineData("洋县云水谣美发店", "洋县|云水谣|美发|店|")]
    [InlineData("南京市江北新区云水谣美容店", "南京市江北新区|云水谣|美容|店|")]
    [InlineData("广州市白云区云水谣五金经营部", "广州市白云区|云水谣|五金|经营部|")]
    public void A_household_names_its_county(string text, string parts) => Assert.Equal(parts, Parts(text));

    [Theory]
    [InlineData("Acme Widgets Co., Ltd.", "|acmewidgets||ltd|")]
    [InlineData("Müller GmbH & Co. KG", "|müller||gmbhcokg|")]
    [InlineData("🙂", "||||")]
    [InlineData("", "||||")]
    [InlineData("上海", "|上海|||")]
    [InlineData("科技有限公司", "|科技||有限公司|")]
    public void Other_names(string text, string parts) => Assert.Equal(parts, Parts(text));

    static string Parts(string text)
    {
        var name = CompanyName.Parse(text);
        return string.Join('|', name.Place, name.Distinctive, name.Trade, name.Form, name.Branch);
    }
}
