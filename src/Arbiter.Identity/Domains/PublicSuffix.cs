namespace Arbiter.Identity.Domains;

/// <summary>Which part of the Public Suffix List a suffix stands in.</summary>
enum SuffixSection : byte
{
    /// <summary>In neither: a top-level domain that the list does not know, which counts as a suffix all the same.</summary>
    Unlisted = 0,

    /// <summary>A registry: com.cn.</summary>
    Icann = 1,

    /// <summary>A company that lets others have names under its own: github.io.</summary>
    Private = 2,
}

/// <summary>
/// The algorithm of publicsuffix.org/list over the list that the build took in: the longest rule wins, exceptions before all, and
/// "*" when no rule matches.
/// </summary>
static class PublicSuffix
{
    const byte Exception = 4;
    const int WildcardShift = 3;
    const byte Sections = 3;

    static readonly DomainTable Rules = DomainTable.Load("publicSuffixes.bin");

    /// <summary>
    /// The length of the public suffix at the end of a valid host name in ASCII: the whole host's when it is a suffix itself. One walk
    /// over the host, without allocating.
    /// </summary>
    internal static int LengthOf(ReadOnlySpan<char> host, out SuffixSection section)
    {
        var (length, hash, wildcard) = (0, DomainTable.EmptyHash, 0);
        section = SuffixSection.Unlisted;
        for (var i = host.Length - 1; i >= -1; i--)
        {
            if (i >= 0 && host[i] != '.')
            {
                hash = DomainTable.Hash(hash, host[i]);
                continue;
            }

            var name = host[(i + 1)..];
            var rule = Rules.Find(name, hash);
            if ((rule & Exception) != 0)
            {
                section = SuffixSection.Icann;
                return name.Length - name.IndexOf('.') - 1;
            }

            var own = (rule & Sections) | wildcard;
            if (own != 0)
                (length, section) = (name.Length, (own & (int)SuffixSection.Icann) != 0 ? SuffixSection.Icann : SuffixSection.Private);
            else if (length == 0)
                length = name.Length;

            wildcard = (rule >> WildcardShift) & Sections;
            hash = DomainTable.Hash(hash, '.');
        }

        return length;
    }
}
