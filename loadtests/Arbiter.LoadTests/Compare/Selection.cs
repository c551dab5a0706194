namespace Arbiter.LoadTests.Compare;

/// <summary>Which contestants are measured, and under which loads.</summary>
sealed record Selection(IReadOnlyList<Contestant> Contestants, IReadOnlyList<string> Loads)
{
    /// <summary>Everybody under every load.</summary>
    public static Selection Everything { get; } = new(Compare.Contestants.All, Compare.Loads.All);

    /// <summary>Reads two lists of names, separated by commas; null or empty stands for all.</summary>
    /// <exception cref="FormatException">A name is unknown, or nobody of these takes any of these loads.</exception>
    public static Selection Parse(string? contestants, string? loads)
    {
        var selection = new Selection(
            Choose("contestant", contestants, Compare.Contestants.All, contestant => contestant.Name),
            Choose("load", loads, Compare.Loads.All, load => load));
        return selection.Contestants.Any(contestant => selection.LoadsOf(contestant).Count > 0)
            ? selection
            : throw new FormatException($"Nothing to measure: {contestants} and {loads} do not meet.");
    }

    /// <summary>The chosen loads that a contestant can take.</summary>
    public IReadOnlyList<string> LoadsOf(Contestant contestant) => [.. contestant.Loads.Where(Loads.Contains)];

    static List<T> Choose<T>(string what, string? names, IReadOnlyList<T> all, Func<T, string> nameOf)
    {
        var wanted = (names ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Except(all.Select(nameOf)).FirstOrDefault() is { } unknown)
            throw new FormatException($"No {what} is called '{unknown}'. There are: {string.Join(", ", all.Select(nameOf))}.");
        return [.. all.Where(one => wanted.Length == 0 || wanted.Contains(nameOf(one)))];
    }
}
