using System.Collections.Frozen;

namespace Arbiter.Storage.Rows;

/// <summary>
/// How many names share a trigram, as a sample of them tells. A search has to know before it reads: one rare trigram finds the same few names as ten of which nine are
/// shared by thousands, and costs a tenth.
/// </summary>
sealed class CommonTrigrams
{
    /// <summary>Sampled names at most.</summary>
    public const int MostSampled = 30_000;

    /// <summary>Trigrams that are looked for together at most; more hardly leave out anything that these do not.</summary>
    public const int MostTogether = 3;

    /// <summary>Names that are few enough to be read and compared.</summary>
    const double Few = 100;

    readonly FrozenDictionary<string, double> names;

    CommonTrigrams(FrozenDictionary<string, double> names) => this.names = names;

    /// <summary>Nothing is known to be common.</summary>
    public static CommonTrigrams None { get; } = new(FrozenDictionary<string, double>.Empty);

    /// <param name="sampled">Some names.</param>
    /// <param name="share">Which share of all names they are, above 0 to 1.</param>
    public static CommonTrigrams Of(IEnumerable<string> sampled, double share)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var gram in sampled.SelectMany(Trigrams.Of)) seen[gram] = seen.GetValueOrDefault(gram) + 1;
        // What is rare counts as such by not being here, which keeps this small: most trigrams are.
        return new CommonTrigrams(seen.Where(s => s.Value / share > Few / 2).ToFrozenDictionary(s => s.Key, s => s.Value / share, StringComparer.Ordinal));
    }

    /// <summary>What to look for, to find the names that differ from <paramref name="whole"/> by a slip: names that have all trigrams of one list.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Probes(string whole) =>
        whole.Length < Slips.LeastChars ? [] : [.. Slips.Of(whole).Select(Telling).Where(list => list.Count > 0).DistinctBy(list => string.Join('\n', list))];

    /// <summary>One trigram that is rare enough; else the rarest of each side, and one more: neighbours are shared by the same names.</summary>
    List<string> Telling((IReadOnlySet<string> Before, IReadOnlySet<string> Behind) sides)
    {
        var (before, behind) = (Rarest(sides.Before), Rarest(sides.Behind));
        var all = Rarest(before.Take(MostTogether).Concat(behind.Take(MostTogether)));
        if (all.Count == 0 || Count(all[0]) <= Few) return all.Count == 0 ? all : all[..1];
        return [.. Rarest(before.Take(1).Concat(behind.Take(1))).Concat(all).Distinct().Take(MostTogether)];
    }

    List<string> Rarest(IEnumerable<string> grams) => [.. grams.Distinct().OrderBy(Count).ThenBy(g => g, StringComparer.Ordinal)];

    double Count(string gram) => names.GetValueOrDefault(gram);
}
