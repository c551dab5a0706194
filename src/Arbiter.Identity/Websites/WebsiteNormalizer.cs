using Arbiter.Domain.Keys;
using Arbiter.Identity.Text;

namespace Arbiter.Identity.Websites;

/// <summary>
/// Web addresses to their host (RFC 3986 for the parts), without www and its like. Always shared: shops on a marketplace, branches
/// and resellers all show the same site.
/// </summary>
static class WebsiteNormalizer
{
    static readonly string[] Labels = ["公司网址", "公司网站", "官方网站", "官网", "网址", "网站", "主页", "website", "web", "url", "site", "homepage"];

    /// <summary>Names in front that lead to the same site.</summary>
    static readonly string[] CommonHosts = ["www.", "m.", "wap."];

    internal static Normalized Normalize(ReadOnlySpan<char> folded)
    {
        var authority = Authority(LabelText.Strip(folded, Labels));
        if (!HostName.TryRead(authority, out var host))
            return Normalized.Refused(RefusalCodes.InvalidWebsite);

        host = WithoutCommonHosts(host);
        return HostName.IsReserved(host)
            ? Normalized.Refused(RefusalCodes.Placeholder)
            : Normalized.Shared(IdentifierKind.Website, host);
    }

    static ReadOnlySpan<char> Authority(ReadOnlySpan<char> url)
    {
        var scheme = url.IndexOf("://");
        if (scheme >= 0)
            url = url[(scheme + 3)..];
        url = url.TrimStart("/ ");

        var end = url.IndexOfAny("/?#\\ ,;()、，");
        if (end >= 0)
            url = url[..end];

        // Without a scheme this is somebody's mail address, and a mail address is no site.
        var user = url.LastIndexOf('@');
        if (user >= 0 && scheme >= 0)
            url = url[(user + 1)..];

        var port = url.IndexOf(':');
        return port >= 0 ? url[..port] : url;
    }

    /// <summary>Strips while a registrable name is left: www.com is a name of its own.</summary>
    static string WithoutCommonHosts(string host)
    {
        for (var i = 0; i < CommonHosts.Length; i++)
        {
            if (!host.StartsWith(CommonHosts[i], StringComparison.Ordinal))
                continue;
            if (!HostName.TryRead(host.AsSpan(CommonHosts[i].Length), out var rest))
                break;

            host = rest;
            i = -1;
        }

        return host;
    }
}
