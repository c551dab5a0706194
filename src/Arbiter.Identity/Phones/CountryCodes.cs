namespace Arbiter.Identity.Phones;

/// <summary>Country calling codes: one to three digits, no code the beginning of another (list of ITU-T E.164 assigned codes).</summary>
static class CountryCodes
{
    const string TwoDigits =
        "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98";

    /// <summary>First two digits of the three-digit codes; a few codes within them are not assigned.</summary>
    const string ThreeDigitZones = "21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99";

    /// <summary>The length of the code that the digits begin with; 0 when they begin with none.</summary>
    internal static int LengthOf(ReadOnlySpan<char> digits)
    {
        if (digits.Length < 3)
            return 0;
        if (digits[0] is '1' or '7')
            return 1;

        var zone = digits[..2];
        if (TwoDigits.AsSpan().Contains(zone, StringComparison.Ordinal))
            return 2;
        return ThreeDigitZones.AsSpan().Contains(zone, StringComparison.Ordinal) ? 3 : 0;
    }

    /// <summary>
    /// True where numbers really start with 0 (Italy and a few others). Elsewhere a zero after the country code is a trunk prefix
    /// that was written by mistake, as in +44 (0)20.
    /// </summary>
    internal static bool KeepsLeadingZero(ReadOnlySpan<char> code) =>
        code is "39" or "378" or "379" or "225" or "226" or "229" or "241" or "242";
}
