using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Arbiter.Identity.Companies;

/// <summary>
/// The administrative divisions of China by name (GB/T 2260: two digits each for province, city and county), full and as people say them.
/// A name may stand for several divisions: 朝阳 is a city and two districts.
/// </summary>
static class Places
{
    /// <summary>The whole country: every place lies in it.</summary>
    const int Country = 0;

    static readonly FrozenDictionary<string, ImmutableArray<int>> ByName = Build();

    static readonly FrozenDictionary<string, ImmutableArray<int>>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly int Longest = ByName.Keys.Max(name => name.Length);

    /// <summary>Zones that are part of a place without being a division of the standard.</summary>
    static readonly string[] Zones =
        ["经济技术开发区", "高新技术产业开发区", "高新技术开发区", "经济开发区", "高新开发区", "自贸区", "保税区", "开发区", "高新区", "经开区", "新区"];

    /// <summary>The length of the longest place that the text begins with; 0 when it begins with none.</summary>
    internal static int StartLength(ReadOnlySpan<char> text, out ImmutableArray<int> codes)
    {
        for (var length = Math.Min(Longest, text.Length); length >= 2; length--)
        {
            if (Lookup.TryGetValue(text[..length], out codes))
                return length;
        }

        codes = [];
        return 0;
    }

    /// <summary>The length of the longest place that the text ends with; 0 when it ends with none.</summary>
    internal static int EndLength(ReadOnlySpan<char> text, out ImmutableArray<int> codes)
    {
        for (var length = Math.Min(Longest, text.Length); length >= 2; length--)
        {
            if (Lookup.TryGetValue(text[^length..], out codes))
                return length;
        }

        codes = [];
        return 0;
    }

    /// <summary>The length of a zone at the beginning, with up to two characters of its own name before it (江北新区).</summary>
    internal static int ZoneLength(ReadOnlySpan<char> text)
    {
        for (var own = 0; own <= 2 && own < text.Length; own++)
        {
            foreach (var zone in Zones)
            {
                if (text[own..].StartsWith(zone, StringComparison.Ordinal))
                    return own + zone.Length;
            }
        }

        return 0;
    }

    /// <summary>True when one of the first places is, holds or lies in one of the second; no place at all fits every place.</summary>
    internal static bool AreCompatible(ImmutableArray<int> a, ImmutableArray<int> b)
    {
        if (a.IsEmpty || b.IsEmpty)
            return true;
        foreach (var x in a)
        {
            foreach (var y in b)
            {
                if (Holds(x, y) || Holds(y, x))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Those of the inner places that lie in one of the outer ones.</summary>
    internal static ImmutableArray<int> Within(ImmutableArray<int> outer, ImmutableArray<int> inner) =>
        outer.IsEmpty ? inner : [.. inner.Where(place => outer.Any(o => Holds(o, place)))];

    /// <summary>True for places that name a county, a district or a city of that rank.</summary>
    internal static bool IsCounty(ImmutableArray<int> codes) => !codes.IsEmpty && codes.All(code => code % 100 != 0);

    static bool Holds(int outer, int inner)
    {
        var size = outer == Country ? 1_000_000 : outer % 10_000 == 0 ? 10_000 : outer % 100 == 0 ? 100 : 1;
        return outer / size == inner / size;
    }

    static FrozenDictionary<string, ImmutableArray<int>> Build()
    {
        var names = new Dictionary<string, List<int>> { ["中国"] = [Country], ["中华"] = [Country] };
        foreach (var line in EmbeddedLines.Of("places.txt"))
        {
            var parts = line.Split(' ');
            foreach (var name in parts.AsSpan(1))
            {
                if (!names.TryGetValue(name, out var codes))
                    names.Add(name, codes = []);
                codes.Add(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return names.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToImmutableArray());
    }
}
