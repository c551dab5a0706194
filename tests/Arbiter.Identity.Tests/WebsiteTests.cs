using System.Globalization;
using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Tests;

public class WebsiteTests
{
    [Theory]
    [InlineData("acme.com.cn")]
    [InlineData("ACME.com.cn")]
    [InlineData("www.acme.com.cn")]
    [InlineData("http://acme.com.cn")]
    [InlineData("https://www.acme.com.cn/")]
    [InlineData("https://www.acme.com.cn/contact?id=3#top")]
    [InlineData("//acme.com.cn:8080/x")]
    [InlineData("http://user:secret@acme.com.cn/")]
    [InlineData("acme.com.cn.")]
    [InlineData("ｗｗｗ．ａｃｍｅ。com。cn")]
    [InlineData("官网：www.acme.com.cn")]
    [InlineData("http：//m.acme.com.cn")]
    [InlineData("www.acme.com.cn，欢迎访问")]
    public void A_site_has_many_spellings_and_is_shared(string text) => Assert.Equal("acme.com.cn shared", Rule.Outcome(IdentifierKind.Website, text));

    [Theory]
    [InlineData("www.net", "www.net")]
    [InlineData("m.com.cn", "m.com.cn")]
    [InlineData("shop.acme.com", "acme.com")]
    [InlineData("www.bj.gov.cn", "bj.gov.cn")]
    [InlineData("http://例子.中国/路", "xn--fsqu00a.xn--fiqs8s")]
    [InlineData("BÜCHER.de", "xn--bcher-kva.de")]
    [InlineData("xn--bcher-kva.de", "xn--bcher-kva.de")]
    public void A_site_is_what_somebody_registered(string text, string host) =>
        Assert.Equal($"{host} shared", Rule.Outcome(IdentifierKind.Website, text));

    [Theory]
    [InlineData("https://shop123.taobao.com/?spm=1", "shop123.taobao.com")]
    [InlineData("www.shop123.taobao.com", "shop123.taobao.com")]
    [InlineData("acme.world.taobao.com", "acme.world.taobao.com")]
    [InlineData("acme.1688.com/page/index.html", "acme.1688.com")]
    [InlineData("http://acme.en.alibaba.com", "acme.en.alibaba.com")]
    [InlineData("acme.tmall.com", "acme.tmall.com")]
    [InlineData("www.acme.github.io", "acme.github.io")]
    [InlineData("acme.myshopify.com", "acme.myshopify.com")]
    public void A_shop_on_a_platform_is_a_site_of_its_own(string text, string site) =>
        Assert.Equal($"{site} shared", Rule.Outcome(IdentifierKind.Website, text));

    [Theory]
    [InlineData("www.taobao.com")]
    [InlineData("https://item.taobao.com/item.htm?id=1")]
    [InlineData("world.taobao.com")]
    [InlineData("detail.1688.com/offer/1.html")]
    [InlineData("https://weibo.com/u/123456")]
    [InlineData("mp.weixin.qq.com/s/abc")]
    [InlineData("https://mall.jd.com/index-1000.html")]
    [InlineData("github.io")]
    [InlineData("www.myshopify.com")]
    [InlineData("mail.qq.com")]
    [InlineData("163.com")]
    public void A_platforms_own_site_is_nobodys(string text) => Assert.Equal("-publicDomain", Rule.Outcome(IdentifierKind.Website, text));

    [Theory]
    [InlineData("acme", "invalidWebsite")]
    [InlineData("xn--BCHER-KVA.xn--zz--", "invalidWebsite")]
    [InlineData("xn--bcher-kva9999999999.de", "invalidWebsite")]
    [InlineData("xn--bcher-2pa.de", "invalidWebsite")]
    [InlineData("xn--abc-.de", "invalidWebsite")]
    [InlineData("xn--mi7c.de", "invalidWebsite")]
    [InlineData("com.cn", "invalidWebsite")]
    [InlineData("192.168.1.1", "invalidWebsite")]
    [InlineData("localhost:8080", "invalidWebsite")]
    [InlineData("lilei@acme.com", "invalidWebsite")]
    [InlineData("ac_me.com", "invalidWebsite")]
    [InlineData("www..com", "invalidWebsite")]
    [InlineData("www.acme.com联系我们", "invalidWebsite")]
    [InlineData("www.example.com", "placeholder")]
    [InlineData("没有", "placeholder")]
    public void What_is_no_site_is_refused(string text, string refusal) =>
        Assert.Equal($"-{refusal}", Rule.Outcome(IdentifierKind.Website, text));

    [Theory]
    [InlineData("bücher")]
    [InlineData("例子")]
    [InlineData("αβγ")]
    [InlineData("pro-日本語-123")]
    [InlineData("𠮷野家")]
    public void Punycode_is_the_frameworks(string label) =>
        Assert.Equal($"{new IdnMapping().GetAscii(label)}.cn shared", Rule.Outcome(IdentifierKind.Website, $"{label}.cn"));
}
