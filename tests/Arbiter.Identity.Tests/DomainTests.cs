using Arbiter.Domain.Keys;
using Arbiter.Identity.Domains;

namespace Arbiter.Identity.Tests;

public class DomainTests
{
    [Theory]
    [InlineData("acme.com", "acme.com")]
    [InlineData("en.shop.acme.com.cn", "acme.com.cn")]
    [InlineData("ＷＷＷ.Acme。CN.", "acme.cn")]
    [InlineData("acme.github.io", "acme.github.io")]
    [InlineData("www.例子.中国", "xn--fsqu00a.xn--fiqs8s")]
    [InlineData("www.xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s")]
    [InlineData("shop.例子.公司.cn", "xn--fsqu00a.xn--55qx5d.cn")]
    [InlineData("a.city.kawasaki.jp", "city.kawasaki.jp")]
    [InlineData("x.a.b.kawasaki.jp", "a.b.kawasaki.jp")]
    [InlineData("a.name.unlisted", "name.unlisted")]
    public void A_host_belongs_to_whoever_registered_its_domain(string host, string expected)
    {
        Assert.True(RegistrableDomain.TryOf(host, out var domain));
        Assert.Equal(expected, domain);
    }

    [Theory]
    [InlineData("com.cn")]
    [InlineData("公司.cn")]
    [InlineData("github.io")]
    [InlineData("cn")]
    [InlineData("acme")]
    [InlineData("127.0.0.1")]
    [InlineData("a..cn")]
    [InlineData("")]
    [InlineData(null)]
    public void Nobody_registered_a_suffix(string? host) => Assert.False(RegistrableDomain.TryOf(host, out _));

    [Fact]
    public void Every_rule_of_the_public_suffix_list_is_read_as_tldts_reads_it()
    {
        var answers = Oracle.Ask("domains.mjs", []);
        var differing = answers
            .Select(line => line.Split('\t'))
            .Where(pair => (RegistrableDomain.TryOf(pair[0], out var domain) ? domain : "") != pair[1])
            .Select(pair => $"{pair[0]} → {pair[1]}")
            .ToList();

        Assert.True(answers.Length > 40_000, $"{answers.Length} hosts");
        Assert.True(differing.Count == 0, $"{differing.Count} of {answers.Length}: {string.Join(", ", differing.Take(20))}");
    }

    [Theory]
    [InlineData("qq.com", true)]
    [InlineData("vip.163.com", true)]
    [InlineData("outlook.com", true)]
    [InlineData("wo.cn", true)]
    [InlineData("alibaba.com", false)]
    [InlineData("acme.com.cn", false)]
    [InlineData("com.cn", false)]
    [InlineData("", false)]
    public void Free_mail_is_known(string domain, bool isFree) => Assert.Equal(isFree, FreeMail.IsFreeMailDomain(domain));

    [Theory]
    [InlineData(IdentifierKind.Email, "lilei@acme.com.cn", "acme.com.cn")]
    [InlineData(IdentifierKind.Email, "lilei@mail.acme.com.cn", "acme.com.cn")]
    [InlineData(IdentifierKind.Website, "acme.com.cn", "acme.com.cn")]
    [InlineData(IdentifierKind.Website, "acme.1688.com", "acme.1688.com")]
    [InlineData(IdentifierKind.Email, "lilei@qq.com", null)]
    [InlineData(IdentifierKind.Email, "lilei@vip.sina.com", null)]
    [InlineData(IdentifierKind.Phone, "+8613800138000", null)]
    public void A_companys_own_domain_is_evidence(IdentifierKind kind, string value, string? domain) =>
        Assert.Equal(domain, CompanyDomain.Of(kind, value));
}
