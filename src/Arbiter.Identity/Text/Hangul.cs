namespace Arbiter.Identity.Text;

/// <summary>Hangul syllables, which compose by arithmetic (the Unicode Standard, 3.12) and stand in no table.</summary>
static class Hangul
{
    const int Syllables = 0xAC00, Leading = 0x1100, Vowels = 0x1161, BeforeTrailing = 0x11A7;
    const int LeadingCount = 19, VowelCount = 21, TrailingCount = 28;

    /// <summary>True for the vowels and final consonants that syllables are composed of (U+1160 to U+11FF).</summary>
    internal static bool IsPartOfSyllable(int codePoint) => codePoint is >= 0x1160 and <= 0x11FF;

    /// <summary>The syllable of a first consonant and a vowel, or of a syllable and a final consonant; 0 for anything else.</summary>
    internal static int Compose(int first, int second)
    {
        if ((uint)(second - Vowels) < VowelCount && (uint)(first - Leading) < LeadingCount)
            return Syllables + ((((first - Leading) * VowelCount) + second - Vowels) * TrailingCount);

        var syllable = first - Syllables;
        var isOpen = (uint)syllable < LeadingCount * VowelCount * TrailingCount && syllable % TrailingCount == 0;
        return isOpen && second - BeforeTrailing is > 0 and < TrailingCount ? first + second - BeforeTrailing : 0;
    }
}
