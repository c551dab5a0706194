using PhoneNumbers;

namespace Arbiter.Identity.Phones;

/// <summary>
/// The numbering plans of the world, from libphonenumber (https://github.com/google/libphonenumber): which digits are a number that
/// can be in service, how it is written in E.164, and what kind of line it is.
/// </summary>
static class NumberingPlans
{
    /// <summary>The shortest number there is (Tristan da Cunha's); fewer digits need no look-up.</summary>
    const int MinLength = 4;

    /// <summary>The longest number (ITU-T E.164: 15 digits) with the longest prefixes for abroad and for a carrier before it.</summary>
    const int MaxLength = 25;

    /// <summary>Shared by all threads: the library keeps its tables in it, and loads them when a region is first seen.</summary>
    static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    internal static bool Has(string region) => Library.GetSupportedRegions().Contains(region);

    /// <summary>Reads digits, perhaps behind a plus, as they are dialled in the region.</summary>
    internal static bool TryRead(string dialled, string region, out PhoneReading reading)
    {
        // Where a national prefix is also the beginning of numbers, some only exist as long as nobody writes the country code.
        return TryParse(dialled, region, out reading)
            && (reading.Number == dialled || (TryParse(reading.Number, region, out var again) && again == reading));
    }

    static bool TryParse(string dialled, string region, out PhoneReading reading)
    {
        reading = default;
        if (dialled.Length is < MinLength or > MaxLength)
            return false;

        try
        {
            var number = Library.Parse(dialled, region);
            var type = Library.GetNumberType(number);
            reading = new PhoneReading(Library.Format(number, PhoneNumberFormat.E164), Weakness(type));
            return type != PhoneNumberType.UNKNOWN;
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    /// <summary>
    /// Where fixed and mobile numbers look the same (North America and a few islands) a number counts as somebody's own: there a
    /// person's number is hardly ever known to be one, and a switchboard is noticed when it turns up under several customers.
    /// </summary>
    static string? Weakness(PhoneNumberType type) => type switch
    {
        PhoneNumberType.MOBILE or PhoneNumberType.FIXED_LINE_OR_MOBILE or PhoneNumberType.PERSONAL_NUMBER => null,
        PhoneNumberType.FIXED_LINE => WeaknessCodes.FixedLine,
        PhoneNumberType.TOLL_FREE or PhoneNumberType.SHARED_COST or PhoneNumberType.UAN => WeaknessCodes.CallCentre,
        PhoneNumberType.VOIP => WeaknessCodes.InternetTelephony,
        _ => WeaknessCodes.ServiceNumber,
    };
}
