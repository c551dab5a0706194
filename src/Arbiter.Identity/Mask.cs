using Arbiter.Domain.Keys;
using Arbiter.Identity.Companies;

namespace Arbiter.Identity;

/// <summary>
/// What somebody without a right to a value may see of it: enough to recognize what they already know, never most of it, and not its
/// length. Total: anything that does not look like its kind is hidden whole.
/// </summary>
public static class Mask
{
    const string Hidden = "****";
    const string PlainForm = "公司";

    /// <summary>The masked form of a canonical value; 138****5678, l***@d***.com.</summary>
    public static string Of(IdentifierKind kind, string value)
    {
        if (string.IsNullOrEmpty(value))
            return Hidden;

        return kind switch
        {
            IdentifierKind.Phone => Phone(value),
            IdentifierKind.Email => Email(value),
            IdentifierKind.Company => Company(value),
            IdentifierKind.CreditCode => value.Length == 18 ? Ends(value, 4, 2) : Hidden,
            IdentifierKind.WeChat => value.Length >= 6 ? Ends(value, 1, 1) : Hidden,
            IdentifierKind.Website => Host(value),
            _ => Hidden,
        };
    }

    static string Phone(string value)
    {
        var national = value.StartsWith("+86", StringComparison.Ordinal) ? value[3..] : value;
        return national.Length switch
        {
            >= 11 => Ends(national, 3, 4),
            >= 8 => Ends(national, 3, 2),
            _ => Hidden,
        };
    }

    static string Email(string value)
    {
        var at = value.LastIndexOf('@');
        if (at < 0)
            return Hidden;

        // One letter would be the whole name.
        var local = at < 2 ? "" : Start(value, 1);
        return $"{local}***@{Host(value[(at + 1)..])}";
    }

    static string Host(string host)
    {
        var dot = host.IndexOf('.');
        if (dot < 0)
            return Hidden;

        var name = dot < 2 ? "" : Start(host, 1);
        return $"{name}***{host[host.LastIndexOf('.')..]}";
    }

    /// <summary>
    /// 北京**科技**公司: of the place, the trade and the form, which thousands share, two characters each; never the part that tells this company from others.
    /// A name without them shows its beginning.
    /// </summary>
    static string Company(string value)
    {
        var name = CompanyName.Parse(value);
        var form = name.Form.EndsWith(PlainForm, StringComparison.Ordinal) ? PlainForm : "";
        if (name.Place.Length + name.Trade.Length + form.Length > 0)
        {
            var trade = name.Trade.Length >= 2 && !char.IsLowSurrogate(name.Trade[^2]) ? name.Trade[^2..] : "";
            return $"{Start(name.Place, Math.Min(2, name.Place.Length))}**{trade}**{form}";
        }

        var formLength = CompanyForms.IdeographicFormLength(value);
        var coreLength = value.Length - formLength;
        return Start(value, Math.Min(2, coreLength / 3)) + Hidden + value[coreLength..];
    }

    static string Ends(string value, int first, int last) => Start(value, first) + Hidden + value[^last..];

    /// <summary>The first characters, without cutting one in half.</summary>
    static string Start(string value, int length) =>
        length > 0 && char.IsHighSurrogate(value[length - 1]) ? value[..(length - 1)] : value[..length];
}
