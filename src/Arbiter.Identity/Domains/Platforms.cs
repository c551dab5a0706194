using System.Collections.Frozen;

namespace Arbiter.Identity.Domains;

/// <summary>
/// Whose site a host is. As a rule its registrable domain's owner's. Marketplaces and site builders give each customer a name of
/// their own below theirs: those in the private section of the Public Suffix List are told apart by it, and the ones that the list
/// lacks, Chinese ones above all, by the names here. Where a platform gives its customers only a path, its hosts are nobody's site.
/// </summary>
static class Platforms
{
    /// <summary>
    /// Names under which each label is a shop or a company's page, as these platforms' own addresses show: shop123.taobao.com,
    /// acme.tmall.com, acme.1688.com, acme.en.alibaba.com, acme.en.made-in-china.com.
    /// </summary>
    static readonly FrozenSet<string> Landlords = new[]
    {
        "taobao.com", "world.taobao.com", "tmall.com", "tmall.hk", "world.tmall.com", "1688.com", "en.alibaba.com", "fm.alibaba.com",
        "made-in-china.com", "en.made-in-china.com", "cn.made-in-china.com", "manufacturer.globalsources.com", "b2b.hc360.com",
        "cn.china.cn", "youzan.com", "feishu.cn", "larksuite.com", "lofter.com", "aliyuncs.com", "myqcloud.com",
    }.ToFrozenSet();

    /// <summary>Hosts, with all below them, where customers are told apart by the path only.</summary>
    static readonly FrozenSet<string> Pages = new[]
    {
        "mp.weixin.qq.com", "weibo.com", "weibo.cn", "douyin.com", "xiaohongshu.com", "kuaishou.com", "bilibili.com", "zhihu.com",
        "mall.jd.com", "item.jd.com", "shop.jd.com", "weidian.com", "pinduoduo.com", "yangkeduo.com", "aliexpress.com", "aiqicha.baidu.com",
        "b2b.baidu.com", "baike.baidu.com", "tieba.baidu.com", "map.baidu.com", "qcc.com", "tianyancha.com", "dianping.com", "meituan.com",
        "facebook.com", "instagram.com", "linkedin.com", "linkedin.cn", "twitter.com", "x.com", "youtube.com", "tiktok.com", "t.me", "wa.me",
    }.ToFrozenSet();

    /// <summary>Labels below a landlord's name that are the landlord's own.</summary>
    static readonly FrozenSet<string> LandlordsOwn = new[]
    {
        "www", "m", "wap", "h5", "item", "detail", "shop", "store", "list", "search", "s", "login", "i", "my", "buyer", "seller", "market",
        "offer", "show", "help", "api", "passport", "home", "trade", "cart", "page",
    }.ToFrozenSet();

    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LandlordLookup = Landlords.GetAlternateLookup<ReadOnlySpan<char>>();
    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> PageLookup = Pages.GetAlternateLookup<ReadOnlySpan<char>>();
    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> OwnLookup = LandlordsOwn.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The end of a valid host that names one owner's site; gives a refusal code when there is none.</summary>
    internal static string? SiteOf(ReadOnlySpan<char> host, out ReadOnlySpan<char> site)
    {
        site = default;
        if (host.IsEmpty)
            return RefusalCodes.InvalidWebsite;

        var domain = RegistrableDomain.Of(host, out var section);
        if (domain.IsEmpty)
            return section == SuffixSection.Private ? RefusalCodes.PublicDomain : RefusalCodes.InvalidWebsite;

        // From the registrable domain to the left, because a landlord may itself live below another.
        var (isTenant, siteIsTenant) = (section == SuffixSection.Private, false);
        site = domain;
        for (var name = domain; ; name = RegistrableDomain.WithOneLabelMore(host, name.Length))
        {
            if (PageLookup.Contains(name))
                return RefusalCodes.PublicDomain;
            if (isTenant)
            {
                site = name;
                siteIsTenant = true;
            }

            isTenant = LandlordLookup.Contains(name);
            if (name.Length == host.Length)
                break;
        }

        var isLandlord = isTenant || (siteIsTenant && OwnLookup.Contains(site[..site.IndexOf('.')]));
        return isLandlord || FreeMail.IsFreeMailDomain(site) ? RefusalCodes.PublicDomain : null;
    }
}
