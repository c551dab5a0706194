using System.Collections.Frozen;

namespace Arbiter.Identity.Emails;

/// <summary>
/// Which spellings of an address one provider delivers to one mailbox, by its own documentation. A provider that documents nothing
/// folds nothing here: Tencent's qq.com, foxmail.com and vip.qq.com names and NetEase's 163.com, 126.com and yeah.net names belong to
/// accounts of their own, and what follows a plus sign there is part of the name. So it is with companies' own domains, whose server
/// nobody knows: one that folds tags at all is the exception.
/// </summary>
static class MailProviders
{
    /// <param name="Domain">The domain that stands for all of the provider's domains that share their mailboxes.</param>
    /// <param name="Ignored">Characters that do not count in the name.</param>
    sealed record Provider(string Domain, string Ignored = "");

    /// <summary>
    /// All of these cut at a plus sign.
    /// Gmail: "Dots don't matter in Gmail addresses" and "Send emails from a different address or alias" (support.google.com/mail); in
    /// countries where Google could not use the name, gmail.com was googlemail.com.
    /// Outlook.com: plus addressing works for all its domains, which keep their mailboxes apart (support.microsoft.com, "Add or remove an
    /// email alias").
    /// iCloud: an address at mac.com or me.com is the same mailbox at icloud.com (support.apple.com, "iCloud Mail aliases").
    /// Fastmail: fastmail.help, "Plus addressing and subdomain addressing"; its domains keep their mailboxes apart.
    /// Proton: proton.me/support, "Addresses and aliases"; the names at its domains may be different accounts'.
    /// </summary>
    static readonly FrozenDictionary<string, Provider> ByDomain = Entries().ToFrozenDictionary(entry => entry.Domain, entry => entry.Provider);

    /// <summary>The name of the mailbox, and in <paramref name="domain"/> the domain that stands for the provider's.</summary>
    internal static ReadOnlySpan<char> Fold(ReadOnlySpan<char> local, ref string domain)
    {
        if (!ByDomain.TryGetValue(domain, out var provider))
            return local;

        domain = provider.Domain;
        if (local.IndexOf('+') is var tag and >= 0)
            local = local[..tag];
        return local.ContainsAny(provider.Ignored) ? Without(local, provider.Ignored) : local;
    }

    static string Without(ReadOnlySpan<char> local, string ignored)
    {
        Span<char> kept = stackalloc char[local.Length];
        var length = 0;
        foreach (var c in local)
        {
            if (!ignored.Contains(c))
                kept[length++] = c;
        }

        return new string(kept[..length]);
    }

    static IEnumerable<(string Domain, Provider Provider)> Entries()
    {
        foreach (var domain in new[] { "gmail.com", "googlemail.com" })
            yield return (domain, new Provider("gmail.com", Ignored: "."));
        foreach (var domain in new[] { "icloud.com", "me.com", "mac.com" })
            yield return (domain, new Provider("icloud.com"));

        string[] apart =
        [
            "outlook.com", "hotmail.com", "live.com", "msn.com", "live.cn", "hotmail.co.uk", "hotmail.fr", "hotmail.de", "hotmail.it",
            "hotmail.es", "live.co.uk", "live.fr", "live.nl", "outlook.jp", "outlook.kr", "outlook.de", "outlook.fr", "outlook.es", "outlook.sg",
            "fastmail.com", "fastmail.fm", "fastmail.cn", "proton.me", "protonmail.com", "protonmail.ch", "pm.me",
        ];
        foreach (var domain in apart)
            yield return (domain, new Provider(domain));
    }
}
