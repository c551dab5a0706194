using Arbiter.Identity.Text;

namespace Arbiter.Identity.Phones;

/// <summary>
/// China's numbering plan (电信网编号计划, 2017) where practice goes beyond <see cref="NumberingPlans"/>: every block of mobile numbers
/// that may be opened counts as open, because the ministry opens them faster than tables are kept; fixed lines that an area has
/// since lengthened are still in many a list; and several things may be dialled before a number.
/// </summary>
static class ChinesePlan
{
    internal const string Region = "CN";
    internal const int MobileLength = 11;

    /// <summary>13 to 19 and nine digits more.</summary>
    internal static bool IsMobile(ReadOnlySpan<char> national) =>
        national.Length == MobileLength
        && national[0] == '1'
        && national[1] is >= '3' and <= '9'
        && !national[2..].ContainsAnyExceptInRange('0', '9');

    /// <summary>Numbers that are typed because a form asks for one; vanity numbers such as 13888888888 are real.</summary>
    internal static bool IsPlaceholder(ReadOnlySpan<char> national) =>
        Placeholders.IsKeyboardRun(national) || (IsMobile(national) && national[3..] is "00000000" or "12345678");

    /// <summary>Reads digits as they are dialled in China, or follow its country code.</summary>
    internal static bool TryRead(ReadOnlySpan<char> digits, out PhoneReading reading)
    {
        var national = digits;
        while (national.Length > MobileLength && PrefixLength(national) is var prefix and > 0)
            national = national[prefix..];
        if (IsMobile(national))
        {
            reading = new PhoneReading(string.Concat("+86", national), null);
            return true;
        }

        for (national = digits; ; national = national[PrefixLength(national)..])
        {
            if (NumberingPlans.TryRead(string.Concat("+86", national), Region, out reading))
                return true;
            if (PrefixLength(national) == 0)
                break;
        }

        reading = new PhoneReading(string.Concat("+86", national), WeaknessCodes.OutsideNumberingPlan);
        return IsFixedLine(national);
    }

    /// <summary>
    /// How many digits stand before the number, or before the next such prefix: the trunk zero, which some write before mobile numbers
    /// too; the country code without a plus; carrier and IP-call prefixes, which make a call cheaper and say nothing about who answers.
    /// The last look like the beginning of a mobile number, so they count only before digits that go beyond one.
    /// </summary>
    static int PrefixLength(ReadOnlySpan<char> digits)
    {
        if (digits.StartsWith("0"))
            return 1;
        if (digits.Length > MobileLength && (digits.StartsWith("179") || digits[..5] is "12593" or "12520" or "10193" or "11808"))
            return 5;
        return digits.StartsWith("86") ? 2 : 0;
    }

    /// <summary>An area code (10, 2x, three digits elsewhere) and seven or eight digits that do not start with 0 or 1.</summary>
    static bool IsFixedLine(ReadOnlySpan<char> national)
    {
        if (national.Length is not (10 or 11) || national.StartsWith("400") || national.StartsWith("800"))
            return false;

        // Cities with a two-digit area code all have eight-digit numbers.
        var hasShortArea = national[0] == '2' || national.StartsWith("10");
        if (hasShortArea ? national.Length != 10 : national[0] is < '3')
            return false;

        return national[hasShortArea ? 2 : 3] is >= '2';
    }
}
