using Arbiter.Domain.Keys;
using Arbiter.Identity.Domains;
using Arbiter.Identity.Text;

namespace Arbiter.Identity.Websites;

/// <summary>
/// Web addresses (RFC 3986 for the parts) to the domain that somebody registered: www., m., en. and shop. before it are hosts of the
/// same owner, and people write any of them. Always shared: a group's companies, their branches and resellers show the same site. See
/// <see cref="Platforms"/> for hosts that are let to others, which stay distinct, or are nobody's.
/// </summary>
static class WebsiteNormalizer
{
    static readonly string[] Labels = ["公司网址", "公司网站", "官方网站", "官网", "网址", "网站", "主页", "website", "web", "url", "site", "homepage"];

    internal static Normalized Normalize(ReadOnlySpan<char> folded)
    {
        var authority = Authority(LabelText.Strip(folded, Labels));
        if (!HostName.TryRead(authority, out var host))
            return Normalized.Refused(RefusalCodes.InvalidWebsite);

        if (Platforms.SiteOf(host, out var site) is { } refusal)
            return Normalized.Refused(refusal);
        return HostName.IsReserved(site)
            ? Normalized.Refused(RefusalCodes.Placeholder)
            : Normalized.Shared(IdentifierKind.Website, site.Length == host.Length ? host : new string(site), WeaknessCodes.SharedSite);
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
}
