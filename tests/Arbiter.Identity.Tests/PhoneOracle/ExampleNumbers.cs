using PhoneNumbers;

namespace Arbiter.Identity.Tests.PhoneOracle;

/// <summary>The example numbers of both libraries, and the ways in which they are written.</summary>
static class ExampleNumbers
{
    static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    /// <summary>Every region's example for every kind of line that it has, those of numbers without a region, and the other library's.</summary>
    internal static IEnumerable<(string Region, PhoneNumber Number)> All(IReadOnlyDictionary<string, string> others)
    {
        foreach (var region in Library.GetSupportedRegions())
        {
            foreach (var type in Enum.GetValues<PhoneNumberType>())
            {
                if (Library.GetExampleNumberForType(region, type) is { } example)
                    yield return (region, example);
            }
        }

        foreach (var code in Library.GetSupportedGlobalNetworkCallingCodes())
            yield return ("CN", Library.GetExampleNumberForNonGeoEntity(code));
        foreach (var (region, national) in others)
            yield return (region, Library.Parse($"+{Library.GetCountryCodeForRegion(region)}{national}", region));
    }

    /// <summary>One number as people in its region, in China and in America write it: where it is read, and what is read.</summary>
    internal static IEnumerable<(string Region, string Text)> Spellings(string region, PhoneNumber number)
    {
        var e164 = Library.Format(number, PhoneNumberFormat.E164);
        var international = Library.Format(number, PhoneNumberFormat.INTERNATIONAL);
        var national = Library.Format(number, PhoneNumberFormat.NATIONAL);

        yield return (region, e164);
        yield return ("CN", e164);
        yield return ("CN", international);
        yield return (region, FullWidth(international));
        yield return ("CN", international.Replace(' ', '-'));
        yield return ("CN", international.Replace(' ', '.'));
        yield return ("CN", international.Replace(' ', '\u00A0'));
        yield return ("CN", Library.Format(number, PhoneNumberFormat.RFC3966));
        yield return ("CN", $"手机：{international}");
        yield return (region, $"Tel: {international}");
        yield return (region, $"(+{number.CountryCode}) {international[(international.IndexOf(' ') + 1)..]}");
        yield return ("CN", $"00{e164[1..]}");
        yield return ("US", $"011 {international[1..]}");
        // A number without a region has no national form.
        if (region == "CN" && number.CountryCode != 86)
            yield break;

        yield return (region, national);
        yield return (region, Digits(national));
        yield return (region, FullWidth(national));
        yield return (region, $"电话 {national}（总机）");
        yield return (region, Library.GetNationalSignificantNumber(number));
        yield return (region, $"+{number.CountryCode} {national}");
    }

    /// <summary>Numbers in E.164 that differ from the example in one to three digits: some can be in service, some cannot.</summary>
    internal static IEnumerable<string> Neighbours(PhoneNumber number, int count, Random random)
    {
        for (var i = 0; i < count; i++)
        {
            var national = Library.GetNationalSignificantNumber(number).ToCharArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                national[random.Next(national.Length)] = (char)('0' + random.Next(10));
            yield return $"+{number.CountryCode}{new string(national)}";
        }
    }

    static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    /// <summary>As a Chinese input method writes it. The plus stays: libphonenumber knows the full-width one, libphonenumber-js does not.</summary>
    static string FullWidth(string text) => string.Concat(text.Select(c => c is > ' ' and < '\u007F' and not '+' ? (char)(c + 0xFEE0) : c));
}
