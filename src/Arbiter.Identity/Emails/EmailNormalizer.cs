using System.Collections.Frozen;
using System.Text;
using Arbiter.Domain.Keys;
using Arbiter.Identity.Domains;

namespace Arbiter.Identity.Emails;

/// <summary>
/// E-mail addresses (RFC 5321 for their form and length, RFC 6531 for other scripts). Case never counts: no provider in use keeps two
/// mailboxes apart by it. Role mailboxes (RFC 2142 and everyday ones) are read by many, so they are shared; every other mailbox
/// identifies a person, also at a free-mail provider.
/// </summary>
static class EmailNormalizer
{
    const int MaxLocalLength = 64;
    const int MaxLength = 254;
    const int MaxAddresses = 8;

    /// <summary>What ends an address: what a local part cannot hold, and the slash and bar that separate far more often than they belong.</summary>
    const string Separators = " ;,|/:\\、<>()[]《》【】";

    /// <summary>Atext of RFC 5322 without the separators, and without the star: an address with stars was masked by somebody.</summary>
    const string LocalPunctuation = ".!#$%&'+-=?^_`{}~";

    /// <summary>What people put around an address, and between it and a label. None of it is kept, so an address read again is the same.</summary>
    const string Wrapping = "\"'.";

    static readonly FrozenSet<string> Roles = new[]
    {
        "info", "sales", "sale", "support", "admin", "administrator", "contact", "contacts", "contactus", "hr", "job", "jobs", "service",
        "services", "cs", "office", "webmaster", "postmaster", "hostmaster", "abuse", "security", "noreply", "no-reply", "no_reply",
        "donotreply", "marketing", "market", "mail", "email", "enquiry", "enquiries", "inquiry", "hello", "help", "helpdesk", "billing",
        "finance", "account", "accounts", "accounting", "business", "export", "import", "trade", "purchase", "purchasing", "procurement",
        "order", "orders", "press", "media", "pr", "legal", "privacy", "careers", "recruit", "recruitment", "reception", "team", "shop",
        "kefu", "xiaoshou", "caigou", "zhaopin", "bangong", "yewu", "shichang", "caiwu", "renshi", "public", "general", "customerservice",
        "customer-service", "customercare", "feedback", "newsletter", "notifications", "root", "ftp", "www", "sysadmin",
    }.ToFrozenSet();

    static readonly FrozenSet<string> PlaceholderNames = new[]
    {
        "test", "tests", "testing", "none", "null", "na", "no", "noemail", "nomail", "nobody", "example", "xxx", "xxxx", "abc", "aaa", "aa",
        "a", "asdf", "qwerty", "user", "username", "yourname", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789",
    }.ToFrozenSet();

    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> RoleLookup = Roles.GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> PlaceholderNameLookup =
        PlaceholderNames.GetAlternateLookup<ReadOnlySpan<char>>();

    internal static Normalized Normalize(ReadOnlySpan<char> folded)
    {
        var text = WithoutSpacesAroundAt(folded);
        var found = new List<NormalizedKey>(1);
        string? refusal = null;
        foreach (var range in text.SplitAny(Separators))
        {
            var token = text[range].Trim(Wrapping);
            if (!token.Contains('@') || found.Count == MaxAddresses)
                continue;

            if (Read(token, out var key) is { } problem)
                refusal ??= problem;
            else if (!found.Contains(key))
                found.Add(key);
        }

        if (found.Count == 0)
            return Normalized.Refused(refusal ?? RefusalCodes.InvalidEmail);
        if (refusal is not null)
            found[0] = found[0] with { Warning = WarningCodes.PartIgnored };
        return Normalized.Of(found);
    }

    static ReadOnlySpan<char> WithoutSpacesAroundAt(ReadOnlySpan<char> text)
    {
        if (!text.Contains(' '))
            return text;

        var joined = new StringBuilder(text.Length);
        foreach (var range in text.Split('@'))
        {
            if (range.Start.Value > 0)
                joined.Append('@');
            joined.Append(text[range].Trim(' '));
        }

        return joined.ToString();
    }

    /// <summary>Reads one address; gives a refusal code when it is none.</summary>
    static string? Read(ReadOnlySpan<char> address, out NormalizedKey key)
    {
        key = default;
        var at = address.IndexOf('@');
        if (at <= 0 || address.Length > MaxLength || !HostName.TryRead(address[(at + 1)..], out var domain))
            return RefusalCodes.InvalidEmail;

        var local = MailProviders.Fold(WithoutLabel(address[..at]).TrimStart(Wrapping), ref domain);
        if (!IsLocalPart(local))
            return RefusalCodes.InvalidEmail;
        if (PlaceholderNameLookup.Contains(local) || HostName.IsReserved(domain))
            return RefusalCodes.Placeholder;

        var tag = local.IndexOf('+');
        var isRole = RoleLookup.Contains(tag > 0 ? local[..tag] : local);
        var strength = isRole ? KeyStrength.Shared : KeyStrength.Hard;
        key = new NormalizedKey(IdentifierKind.Email, string.Concat(local, "@", domain), strength, null) { Weakness = isRole ? WeaknessCodes.RoleMailbox : null };
        return null;
    }

    /// <summary>Chinese text run into an ASCII name is a label or a person, 邮箱lilei@…; by itself it is a name of its own.</summary>
    static ReadOnlySpan<char> WithoutLabel(ReadOnlySpan<char> local)
    {
        var ascii = local.IndexOfAnyInRange('\0', '\u007F');
        return ascii > 0 && !local[ascii..].ContainsAnyExceptInRange('\0', '\u007F') ? local[ascii..] : local;
    }

    static bool IsLocalPart(ReadOnlySpan<char> local)
    {
        if (local.Length is 0 or > MaxLocalLength || local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal))
            return false;

        foreach (var c in local)
        {
            if (!char.IsLetterOrDigit(c) && !LocalPunctuation.Contains(c))
                return false;
        }

        return true;
    }
}
