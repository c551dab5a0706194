namespace Arbiter.Identity.Companies;

/// <summary>
/// Traditional characters to simplified ones: the character table of OpenCC, taken at build time, and a few variants beside it. A table of
/// characters and not of phrases: where one simplified character stands for several traditional ones (发 for 發 and 髮) all of them fold to
/// it, which a key may.
/// </summary>
static class TraditionalChinese
{
    const char First = '\u4E00';
    const int Count = 0x9FFF - First + 1;

    /// <summary>Variants seen in names that are neither traditional nor simplified.</summary>
    static readonly string[] Variants = ["値值", "砲炮", "枱台", "玆兹"];

    static readonly char[] Simplified = Build();

    /// <summary>The simplified character, or the character itself.</summary>
    internal static char Fold(char c) => (uint)(c - First) < Count ? Simplified[c - First] : c;

    static char[] Build()
    {
        var table = new char[Count];
        for (var i = 0; i < Count; i++)
            table[i] = (char)(First + i);
        foreach (var pair in EmbeddedLines.Of("traditional.txt").Concat(Variants))
            table[pair[0] - First] = pair[1];
        return table;
    }
}
