namespace Arbiter.Identity.CreditCodes;

/// <summary>
/// The letters that GB 32100-2015, 4, leaves out of the alphabet because they are mistaken for others, and what was meant by them.
/// Nothing is corrected in silence: two codes differ by one character often enough.
/// </summary>
static class Confusables
{
    /// <summary>A V may be a U or a Y, so each doubles the readings. More than this many wrong letters is not a slip.</summary>
    const int MaxLetters = 4;

    internal static bool IsConfusable(char upper) => Meanings(upper).Length > 0;

    /// <summary>The one reading of the code that passes both checks; nothing when there is none or more than one.</summary>
    internal static string? OnlyReading(ReadOnlySpan<char> code)
    {
        var letters = 0;
        foreach (var c in code)
            letters += IsConfusable(c) ? 1 : 0;
        if (letters > MaxLetters)
            return null;

        Span<char> reading = stackalloc char[code.Length];
        code.CopyTo(reading);
        string? only = null;
        return CountReadings(reading, 0, ref only) == 1 ? only : null;
    }

    static int CountReadings(Span<char> reading, int from, ref string? found)
    {
        var at = from;
        while (at < reading.Length && !IsConfusable(reading[at]))
            at++;
        if (at == reading.Length)
        {
            if (!CreditCode.IsValid(reading))
                return 0;
            found = new string(reading);
            return 1;
        }

        var (written, count) = (reading[at], 0);
        foreach (var meant in Meanings(written))
        {
            reading[at] = meant;
            count += CountReadings(reading, at + 1, ref found);
        }

        reading[at] = written;
        return count;
    }

    static string Meanings(char upper) => upper switch
    {
        'I' => "1",
        'O' => "0",
        'S' => "5",
        'V' => "UY",
        'Z' => "2",
        _ => "",
    };
}
