using Arbiter.Domain.Keys;
using Arbiter.Identity.Text;

namespace Arbiter.Identity.Phones;

/// <summary>
/// What digits are a telephone number. China's plan after 电信网编号计划 (YD/T, 2017): mobile numbers are 11 digits from 13 to 19; fixed
/// lines an area code (10, 2x, three digits elsewhere) and 7 or 8 digits that do not start with 0 or 1; 400 and 800 are call centres.
/// Numbers elsewhere are judged by country code and length only.
/// </summary>
static class PhoneNumber
{
    const int MobileLength = 11;
    const int MinForeignLength = 8;
    const int MaxLength = 15;

    /// <summary>Reads digits as they would be dialled from China, or, when international, as they follow a plus.</summary>
    internal static bool TryRead(ReadOnlySpan<char> digits, bool international, out string number, out KeyStrength strength)
    {
        if (international)
            return TryReadInternational(digits, out number, out strength);
        if (digits.StartsWith("00"))
            return TryReadInternational(digits[2..], out number, out strength);
        if (TryReadNational(digits, out number, out strength))
            return true;
        if (digits.StartsWith("86") || digits.StartsWith("086"))
            return TryReadChinese(digits.TrimStart('0')[2..], out number, out strength);

        return IsDialPrefix(digits) && TryRead(digits[5..], international: false, out number, out strength);
    }

    internal static bool IsMobile(ReadOnlySpan<char> national) =>
        national.Length == MobileLength
        && national[0] == '1'
        && national[1] is >= '3' and <= '9'
        && !national[2..].ContainsAnyExceptInRange('0', '9');

    /// <summary>Numbers that are typed because a form asks for one; vanity numbers such as 13888888888 are real.</summary>
    internal static bool IsPlaceholder(ReadOnlySpan<char> number) =>
        Placeholders.IsKeyboardRun(number) || (IsMobile(number) && number[3..] is "00000000" or "12345678");

    static bool TryReadInternational(ReadOnlySpan<char> digits, out string number, out KeyStrength strength)
    {
        digits = digits.TrimStart('0');
        return digits.StartsWith("86")
            ? TryReadChinese(digits[2..], out number, out strength)
            : TryReadForeign(digits, out number, out strength);
    }

    static bool TryReadChinese(ReadOnlySpan<char> digits, out string number, out KeyStrength strength) =>
        TryReadNational(digits, out number, out strength)
        || (IsDialPrefix(digits) && TryReadNational(digits[5..], out number, out strength));

    /// <summary>
    /// With or without the trunk zero: spreadsheets eat it, and some write it before mobile numbers.
    /// </summary>
    static bool TryReadNational(ReadOnlySpan<char> digits, out string number, out KeyStrength strength)
    {
        var hasTrunk = digits.StartsWith("0");
        var national = hasTrunk ? digits[1..] : digits;
        var isMobile = IsMobile(national);
        var isKnown = isMobile || IsFixedLine(national) || (!hasTrunk && IsCallCentre(national));

        strength = isMobile ? KeyStrength.Hard : KeyStrength.Shared;
        number = isKnown ? string.Concat("+86", national) : "";
        return isKnown;
    }

    static bool IsFixedLine(ReadOnlySpan<char> national)
    {
        if (national.Length is not (10 or 11) || IsCallCentrePrefix(national))
            return false;

        // Cities with a two-digit area code all have eight-digit numbers.
        var hasShortArea = national[0] == '2' || national.StartsWith("10");
        if (hasShortArea ? national.Length != 10 : national[0] is < '3')
            return false;

        return national[hasShortArea ? 2 : 3] is >= '2';
    }

    static bool IsCallCentre(ReadOnlySpan<char> national) => national.Length == 10 && IsCallCentrePrefix(national);

    static bool IsCallCentrePrefix(ReadOnlySpan<char> national) => national.StartsWith("400") || national.StartsWith("800");

    /// <summary>
    /// Carrier and IP-call prefixes dialled before a number to make the call cheaper. They say nothing about who answers. Some look
    /// like the beginning of a mobile number, so they count only before digits that go beyond one.
    /// </summary>
    static bool IsDialPrefix(ReadOnlySpan<char> digits) =>
        digits.Length > MobileLength
        && (digits.StartsWith("179") || digits[..5] is "12593" or "12520" or "10193" or "11808");

    static bool TryReadForeign(ReadOnlySpan<char> digits, out string number, out KeyStrength strength)
    {
        number = "";
        strength = KeyStrength.Hard;
        var codeLength = CountryCodes.LengthOf(digits);
        if (codeLength == 0)
            return false;

        var code = digits[..codeLength];
        var national = CountryCodes.KeepsLeadingZero(code) ? digits[codeLength..] : digits[codeLength..].TrimStart('0');
        var length = codeLength + national.Length;
        if (length is < MinForeignLength or > MaxLength || (code is "1" && !IsNorthAmerican(national)))
            return false;

        number = string.Concat("+", code, national);
        return true;
    }

    static bool IsNorthAmerican(ReadOnlySpan<char> national) =>
        national.Length == 10 && national[0] >= '2' && national[3] >= '2';
}
