using System.Collections.Frozen;

namespace Arbiter.Identity.Similarity;

/// <summary>The domain that a site or an address belongs to, where that says something about whose it is.</summary>
static class DomainOfTheirOwn
{
    static readonly FrozenSet<string> FreeMail = new[]
    {
        "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "139.com", "189.cn", "wo.cn", "aliyun.com", "21cn.com",
        "tom.com", "263.net", "gmail.com", "outlook.com", "hotmail.com", "live.com", "live.cn", "msn.com", "icloud.com", "me.com", "mac.com", "yahoo.com",
        "yahoo.com.cn", "yahoo.cn", "proton.me", "protonmail.com", "pm.me", "gmx.com", "gmx.de", "mail.ru", "yandex.ru", "naver.com", "fastmail.com",
    }.ToFrozenSet();

    /// <summary>Market places and directories: only a shop's own host below them is somebody's.</summary>
    static readonly FrozenSet<string> Markets = new[]
    {
        "1688.com", "alibaba.com", "taobao.com", "tmall.com", "jd.com", "pinduoduo.com", "youzan.com", "weidian.com", "made-in-china.com", "hc360.com", "amazon.com",
        "amazon.cn", "weibo.com", "douyin.com", "qcc.com", "tianyancha.com", "linkedin.com", "facebook.com",
    }.ToFrozenSet();

    static readonly FrozenSet<string> SecondLevel = new[] { "com", "net", "org", "gov", "edu", "ac", "co", "or", "ne", "go" }.ToFrozenSet();

    internal static string OfMailbox(string address) => address[(address.LastIndexOf('@') + 1)..];

    /// <summary>The registrable domain, or nothing for one that everybody may use.</summary>
    internal static string? OfHost(string host)
    {
        var labels = host.Split('.');
        var length = labels.Length > 2 && labels[^1].Length == 2 && SecondLevel.Contains(labels[^2]) ? 3 : 2;
        var domain = labels.Length <= length ? host : string.Join('.', labels[^length..]);
        if (FreeMail.Contains(domain))
            return null;
        return Markets.Contains(domain) ? (host.Length > domain.Length ? host : null) : domain;
    }
}
