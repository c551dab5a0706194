using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Phones;

/// <summary>
/// How telephone numbers are read: as they would be dialled in one region, unless they carry a country code. Canonical values (E.164)
/// always carry one, so they mean the same under every rules. Immutable; pass it along with what is to be normalized.
/// </summary>
public sealed class PhoneRules
{
    PhoneRules(string region) => Region = region;

    /// <summary>Mainland China, where Arbiter is at home.</summary>
    public static PhoneRules China { get; } = new(ChinesePlan.Region);

    /// <summary>The region's code, two upper-case letters (ISO 3166-1 alpha-2).</summary>
    public string Region { get; }

    bool IsChina => Region == ChinesePlan.Region;

    /// <summary>The rules for a region, in either case; nothing when its numbering plan is not known.</summary>
    public static PhoneRules? For(string region)
    {
        var code = region.ToUpperInvariant();
        if (code == ChinesePlan.Region)
            return China;
        return NumberingPlans.Has(code) ? new PhoneRules(code) : null;
    }

    /// <summary>
    /// The two spellings that nearly every well-behaved sender uses: a bare mobile number, and one in E.164. Costs no look-up.
    /// </summary>
    internal bool TryFast(string? text, out Normalized normalized)
    {
        normalized = default;
        var isE164 = text is { Length: ChinesePlan.MobileLength + 3 } && text.StartsWith("+86", StringComparison.Ordinal);
        if (!isE164 && !(IsChina && text is { Length: ChinesePlan.MobileLength }))
            return false;

        var national = isE164 ? text.AsSpan(3) : text.AsSpan();
        if (!ChinesePlan.IsMobile(national) || ChinesePlan.IsPlaceholder(national))
            return false;

        normalized = Normalized.Hard(IdentifierKind.Phone, isE164 ? text! : string.Concat("+86", text));
        return true;
    }

    /// <summary>Reads ASCII digits as one complete number: as they follow a plus, or as they are dialled in the region.</summary>
    internal bool TryRead(ReadOnlySpan<char> digits, bool international, out PhoneReading reading)
    {
        // Nothing starts with 00 in China, and people in China write it before a country code wherever the software thinks it is.
        if (international || (IsChina && digits.StartsWith("00")))
            return TryReadInternational(digits, out reading);
        if (IsChina)
            return ChinesePlan.TryRead(digits, out reading);
        return NumberingPlans.TryRead(digits.ToString(), Region, out reading)
            || (digits.StartsWith("00") && TryReadInternational(digits, out reading));
    }

    static bool TryReadInternational(ReadOnlySpan<char> digits, out PhoneReading reading)
    {
        // No country code starts with a zero; +0086 and 00086 are seen.
        digits = digits.TrimStart('0');
        return digits.StartsWith("86")
            ? ChinesePlan.TryRead(digits[2..], out reading)
            : NumberingPlans.TryRead(string.Concat("+", digits), ChinesePlan.Region, out reading);
    }
}
