using System.Text;

namespace Arbiter.Storage.Rows;

/// <summary>
/// Trigrams of a name as pg_trgm takes them of one word: of its characters with two spaces before and one behind. So both stores find the same names. Characters are
/// code points: a rare ideograph is one, though it takes two UTF-16 units.
/// </summary>
static class Trigrams
{
    /// <summary>Spaces before a name.</summary>
    public const int Before = 2;

    /// <summary>Spaces behind it.</summary>
    public const int Behind = 1;

    const int Length = 3;

    /// <summary>The name with the spaces around it, from which an index takes every three characters in a row.</summary>
    public static string Padded(string name) => $"  {name} ";

    /// <summary>Each trigram of a name once.</summary>
    public static HashSet<string> Of(string name) => In([.. Padded(name).EnumerateRunes()]);

    /// <summary>Every three characters in a row, each once.</summary>
    public static HashSet<string> In(ReadOnlySpan<Rune> text)
    {
        var grams = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i + Length <= text.Length; i++) grams.Add($"{text[i]}{text[i + 1]}{text[i + 2]}");
        return grams;
    }

    /// <summary>A trigram as the pattern of LIKE that exactly the names with it match.</summary>
    public static string Like(string gram)
    {
        var escaped = gram.Trim(' ').Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");
        return $"{(gram[0] == ' ' ? "" : "%")}{escaped}{(gram[^1] == ' ' ? "" : "%")}";
    }

    /// <summary>0 to 1: Jaccard's index of the two sets.</summary>
    public static double Similarity(HashSet<string> a, HashSet<string> b)
    {
        var shared = a.Count(b.Contains);
        return shared == 0 ? 0 : (double)shared / (a.Count + b.Count - shared);
    }
}
