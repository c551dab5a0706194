namespace Arbiter.LoadTests.Compare;

/// <summary>Which contestants are measured, and under which loads.</summary>
sealed record Selection(IReadOnlyList<Contestant> Contestants, IReadOnlyList<string> Loads)
{
    /// <summary>Reads two lists of names, separated by commas; null or empty stands for all, of contestants for all that need not be asked for.</summary>
    /// <param name="contestants">Names of contestants.</param>
    /// <param name="loads">Names of loads.</param>
    /// <param name="also">Contestants that were asked for otherwise.</param>
    /// <exception cref="FormatException">A name is unknown, or nobody of these takes any of these loads.</exception>
    public static Selection Parse(string? contestants, string? loads, params IReadOnlyCollection<string> also)
    {
        var selection = new Selection(
            Choose("contestant", contestants, Compare.Contestants.All, contestant => contestant.Name, contestant => !contestant.OnRequest, also),
            Choose("load", loads, Compare.Loads.All, load => load, _ => true, []));
        return selection.Contestants.Any(contestant => selection.LoadsOf(contestant).Count > 0)
            ? selection
            : throw new FormatException($"Nothing to measure: {contestants} and {loads} do not meet.");
    }

    /// <summary>The chosen loads that a contestant can take.</summary>
    public IReadOnlyList<string> LoadsOf(Contestant contestant) => [.. contestant.Loads.Where(Loads.Contains)];

    static List<T> Choose<T>(
        string what, string? names, IReadOnlyList<T> all, Func<T, string> nameOf, Predicate<T> unasked, IReadOnlyCollection<string> also)
    {
        var wanted = (names ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Except(all.Select(nameOf)).FirstOrDefault() is { } unknown)
            throw new FormatException($"No {what} is called '{unknown}'. There are: {string.Join(", ", all.Select(nameOf))}.");
        return [.. all.Where(one => (wanted.Length == 0 ? unasked(one) : wanted.Contains(nameOf(one))) || also.Contains(nameOf(one)))];
    }
}
