using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Domains;

/// <summary>
/// The domain that an e-mail address or a website shares with its company's other addresses. It never decides: a group's companies
/// have one domain. It is evidence, together with other things.
/// </summary>
public static class CompanyDomain
{
    /// <summary>
    /// The company's own registrable domain behind a canonical value, in ASCII; nothing for other kinds, for free-mail providers, and
    /// for hosts under a public suffix that a platform lets to many.
    /// </summary>
    public static string? Of(IdentifierKind kind, string value)
    {
        var host = kind switch
        {
            IdentifierKind.Email => value.AsSpan(value.LastIndexOf('@') + 1),
            IdentifierKind.Website => value,
            _ => default,
        };

        return Platforms.SiteOf(host, out var site) is null && !HostName.IsReserved(site) ? new string(site) : null;
    }
}
