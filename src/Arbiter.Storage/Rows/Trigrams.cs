using System.Text;

namespace Arbiter.Storage.Rows;

/// <summary>
/// Trigrams of a name as pg_trgm takes them of one word: of its characters with two spaces before and one behind, so that a name of two characters has three,
/// and beginnings weigh more than ends. Both stores so mean the same by similar.
/// </summary>
static class Trigrams
{
    /// <summary>What pg_trgm takes for similar when nothing is set: shared trigrams by those of both together.</summary>
    public const double SimilarFrom = 0.3;

    const int Length = 3;

    /// <summary>The name with the spaces around it, from which an index takes every three characters in a row.</summary>
    public static string Padded(string core) => $"  {core} ";

    /// <summary>Each trigram once. Characters are code points: a rare ideograph is one, though it takes two UTF-16 units.</summary>
    public static HashSet<string> Of(string core)
    {
        var runes = Padded(core).EnumerateRunes().Select(r => r.ToString()).ToList();
        var grams = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i + Length <= runes.Count; i++) grams.Add(string.Concat(runes[i], runes[i + 1], runes[i + 2]));
        return grams;
    }

    /// <summary>0 to 1: Jaccard's index of the two sets.</summary>
    public static double Similarity(HashSet<string> a, HashSet<string> b)
    {
        var shared = a.Count(b.Contains);
        return shared == 0 ? 0 : (double)shared / (a.Count + b.Count - shared);
    }
}
