using System.Collections.Frozen;

namespace Arbiter.Engine.Codec;

/// <summary>
/// The camelCase names of enum members, both ways, looked up once: <c>PoolFreshHold</c> is <c>poolFreshHold</c> in the log, the API and the web app.
/// </summary>
public static class Names<T> where T : struct, Enum
{
    static readonly FrozenDictionary<T, string> ToName =
        Enum.GetValues<T>().ToFrozenDictionary(v => v, v => Camel(v.ToString()));

    static readonly FrozenDictionary<string, T> FromName = ToName.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

    static readonly FrozenDictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> FromSpan =
        FromName.GetAlternateLookup<ReadOnlySpan<char>>();

    public static IEnumerable<string> All => ToName.Values;

    public static string Of(T value) => ToName[value];

    public static bool TryParse(ReadOnlySpan<char> name, out T value) => FromSpan.TryGetValue(name, out value);

    public static T Parse(string name) => FromName.TryGetValue(name, out var value)
        ? value
        : throw new FormatException($"'{typeof(T).Name}' has no '{name}'.");

    static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
