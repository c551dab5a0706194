using Arbiter.Identity.Text;

namespace Arbiter.Identity.Domains;

/// <summary>
/// The part of a host name that somebody registered: the public suffix and one label more (publicsuffix.org, ICANN and private
/// sections). en.shop.acme.com.cn is a host of acme.com.cn, but acme.github.io is not one of github.io.
/// </summary>
public static class RegistrableDomain
{
    /// <summary>
    /// The registrable domain of a host in any spelling (case, full width, either form of an internationalized name), in lower-case
    /// ASCII. False for text that is no host name and for public suffixes, which nobody registered.
    /// </summary>
    public static bool TryOf(string? host, out string domain)
    {
        domain = "";
        if (TextFold.Check(host) is not null)
            return false;

        var buffer = new char[host!.Length * TextFold.MaxExpansion];
        if (!TextFold.TryFold(host, buffer, out var folded) || !HostName.TryRead(folded, out var name))
            return false;

        var found = Of(name, out _);
        domain = found.Length == name.Length ? name : new string(found);
        return !found.IsEmpty;
    }

    /// <summary>The same for a host that has been read; empty when the whole host is a public suffix.</summary>
    internal static ReadOnlySpan<char> Of(ReadOnlySpan<char> host, out SuffixSection section)
    {
        var suffix = PublicSuffix.LengthOf(host, out section);
        return suffix == host.Length ? default : WithOneLabelMore(host, suffix);
    }

    /// <summary>The end of the host that has one label more than these last characters.</summary>
    internal static ReadOnlySpan<char> WithOneLabelMore(ReadOnlySpan<char> host, int suffixLength)
    {
        var before = host[..^(suffixLength + 1)];
        return host[(before.LastIndexOf('.') + 1)..];
    }
}
