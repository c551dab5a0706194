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
    public void A_site_is_its_host_and_shared(string text) => Assert.Equal("acme.com.cn shared", Rule.Outcome(IdentifierKind.Website, text));

    [Theory]
    [InlineData("www.com", "www.com")]
    [InlineData("m.com.cn", "m.com.cn")]
    [InlineData("shop.acme.com", "shop.acme.com")]
    [InlineData("http://例子.中国/路", "xn--fsqu00a.xn--fiqs8s")]
    [InlineData("BÜCHER.de", "xn--bcher-kva.de")]
    [InlineData("xn--bcher-kva.de", "xn--bcher-kva.de")]
    public void The_host_keeps_what_tells_it_apart(string text, string host) =>
        Assert.Equal($"{host} shared", Rule.Outcome(IdentifierKind.Website, text));

    [Theory]
    [InlineData("acme", "invalidWebsite")]
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
