using System.Text;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Identity.Companies;
using Arbiter.Identity.CreditCodes;
using Arbiter.Identity.Emails;
using Arbiter.Identity.Phones;
using Arbiter.Identity.Text;
using Arbiter.Identity.Websites;
using Arbiter.Identity.WeChats;

namespace Arbiter.Identity;

/// <summary>
/// Turns what people type into keys. Total (any text gives keys or a refusal, in bounded time), a function of its arguments alone
/// (no culture, no clock, no settings, nothing of the machine's), and idempotent: a canonical value comes back as itself, with the
/// same strength.
/// </summary>
public static class Normalizer
{
    /// <summary>The keys that an identifier stands for, or why there are none. Telephone numbers are read as in China.</summary>
    public static Normalized Normalize(Identifier identifier) => Normalize(identifier, PhoneRules.China);

    /// <summary>The same, with telephone numbers as they are dialled elsewhere.</summary>
    public static Normalized Normalize(Identifier identifier, PhoneRules phones)
    {
        var (kind, text) = identifier;
        if (kind == IdentifierKind.Phone && phones.TryFast(text, out var mobile))
            return mobile;

        if (TextFold.Check(text) is { } refusal)
            return Normalized.Refused(refusal);

        Span<char> buffer = text.Length <= 64 ? stackalloc char[64 * TextFold.MaxExpansion] : new char[text.Length * TextFold.MaxExpansion];
        if (!TextFold.TryFold(text, buffer, out var folded) || folded.Length > TextFold.MaxLength)
            return Normalized.Refused(RefusalCodes.TooLong);
        if (folded.IsEmpty)
            return Normalized.Refused(RefusalCodes.Empty);
        if (Placeholders.IsNothing(folded))
            return Normalized.Refused(RefusalCodes.Placeholder);

        return NotTooLong(kind switch
        {
            IdentifierKind.Phone => PhoneNormalizer.Normalize(folded, phones),
            IdentifierKind.Email => EmailNormalizer.Normalize(folded),
            IdentifierKind.Company => CompanyNormalizer.Normalize(folded),
            IdentifierKind.CreditCode => CreditCodeNormalizer.Normalize(folded),
            IdentifierKind.WeChat => WeChatNormalizer.Normalize(folded, phones),
            IdentifierKind.Website => WebsiteNormalizer.Normalize(folded),
            _ => throw new ArgumentOutOfRangeException(nameof(identifier), kind, "Not an identifier kind."),
        });
    }

    /// <summary>A name may grow when its forms are written out; a value that could not be read again, or be found again, is no key.</summary>
    static Normalized NotTooLong(Normalized normalized)
    {
        foreach (ref readonly var key in normalized.KeySpan)
        {
            if (Encoding.UTF8.GetByteCount(key.Value) > Limits.KeyBytes)
                return Normalized.Refused(RefusalCodes.TooLong);
        }

        return normalized;
    }
}
