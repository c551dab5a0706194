using System.Globalization;
using Arbiter.Domain.Keys;
using Arbiter.Identity;
using Arbiter.Identity.Similarity;
using Spectre.Console;

namespace Arbiter.Server.Cli;

/// <summary>Writes what a matching found, and where it differs from the truth. Values are masked unless somebody asked to see them.</summary>
sealed class MatchReport(MatchFile file, MatchResult result, TextWriter output, bool showValues, int worst)
{
    readonly List<MatchRow> rows = file.Rows;

    public void PrintCounts()
    {
        var sizes = result.Clusters.CountBy(cluster => cluster).Select(group => group.Value).ToList();
        PrintTable(
            [
                ("rows", Count(rows.Count)),
                ("rows with a problem, left out", Count(file.ProblemCount)),
                ("rows without a usable identifier", Count(rows.Count(row => row.Profile.IsEmpty))),
                ("customers", Count(sizes.Count)),
                ("customers with one row", Count(sizes.Count(size => size == 1))),
                ("rows of the largest customer", Count(sizes.DefaultIfEmpty(0).Max())),
                ("links by a hard key", Count(result.Links.Count(link => link.IsAutomatic))),
                ("links held for review", Count(result.Links.Count(link => !link.IsAutomatic))),
                ("pairs of customers worth a warning", Count(result.Warnings.Length)),
            ]);
        if (file.ProblemCount > file.Problems.Count) output.WriteLine($"The first {file.Problems.Count} rows with a problem:");
        foreach (var problem in file.Problems) output.WriteLine("  " + problem);
    }

    /// <summary>Null when no row has a true customer.</summary>
    public MatchQuality? PrintQuality(Dictionary<string, string> customers)
    {
        var known = Enumerable.Range(0, rows.Count).Where(row => customers.ContainsKey(rows[row].Id)).ToList();
        if (known.Count == 0) return null;
        var truth = known.Select(row => customers[rows[row].Id]).ToList();
        var quality = MatchQuality.Of([.. known.Select(row => result.Clusters[row])], truth);
        PrintTable(
            [
                ("rows with a true customer", Count(known.Count)),
                ("true customers", Count(truth.Distinct().Count())),
                ("true pairs", Count(quality.RealPairs)),
                ("pairs found", Count(quality.FoundPairs)),
                ("pairs found that are true", Count(quality.RightPairs)),
                ("pairwise precision", Share(quality.Precision)),
                ("pairwise recall", Share(quality.Recall)),
            ]);
        PrintWrongLinks(customers);
        PrintMissed(known, customers);
        return quality;
    }

    /// <summary>Links between rows of two customers; those that put the most rows together wrongly come first.</summary>
    void PrintWrongLinks(Dictionary<string, string> customers)
    {
        var sizes = result.Clusters.CountBy(cluster => cluster).ToDictionary();
        var wrong = result.Links
            .Where(link => customers.TryGetValue(rows[link.First].Id, out var a) && customers.TryGetValue(rows[link.Second].Id, out var b) && a != b)
            .OrderByDescending(link => sizes[result.Clusters[link.First]]).ThenBy(link => link.First).ToList();
        if (wrong.Count == 0) return;
        output.WriteLine($"Taken for one customer and are two: {wrong.Count} links{Shown(wrong.Count)}");
        foreach (var link in wrong.Take(worst)) PrintPair(link.First, link.Second, link.Result ?? SimilarityScorer.Score(rows[link.First].Profile, rows[link.Second].Profile));
    }

    /// <summary>Parts of one customer that nothing put together; those with the most pairs come first.</summary>
    void PrintMissed(List<int> known, Dictionary<string, string> customers)
    {
        var missed = known.GroupBy(row => customers[rows[row].Id])
            .Select(customer => customer.GroupBy(row => result.Clusters[row]).Select(part => part.ToList()).OrderByDescending(part => part.Count).ToList())
            .SelectMany(parts => parts.Skip(1).Select(part => (Main: parts[0], Part: part)))
            .OrderByDescending(pair => (long)pair.Main.Count * pair.Part.Count).ThenBy(pair => pair.Part[0]).ToList();
        if (missed.Count == 0) return;
        output.WriteLine($"Taken for two customers and are one: {missed.Count} parts{Shown(missed.Count)}");
        foreach (var (main, part) in missed.Take(worst)) PrintPair(main[0], part[0], SimilarityScorer.Score(Union(main), Union(part)));
    }

    LeadProfile Union(List<int> part) => LeadProfile.Union(part.Select(row => rows[row].Profile));

    void PrintPair(int first, int second, SimilarityResult similarity)
    {
        var reasons = similarity.Reasons.Select(reason =>
            $"{(reason.Field is { } field ? IdentifierKinds.Name(field) : "contact")} {reason.Code} {reason.Points.ToString("+0;-0", CultureInfo.InvariantCulture)}");
        output.WriteLine($"  {Share(similarity.Score / 10_000.0)} {string.Join(", ", reasons.DefaultIfEmpty("nothing in common"))}");
        PrintRow(first);
        PrintRow(second);
    }

    void PrintRow(int row) => output.WriteLine($"    {rows[row].Id}, line {rows[row].Line}: {string.Join(" | ", ShownOf(rows[row]))}");

    IEnumerable<string> ShownOf(MatchRow row)
    {
        if (row.Contact is { } contact) yield return showValues ? contact : "contact ****";
        foreach (var identifier in row.Identifiers)
        {
            if (showValues) yield return identifier.Text;
            else if (Normalizer.Normalize(identifier, file.Phones) is { Refusal: { } refusal }) yield return $"{IdentifierKinds.Name(identifier.Kind)} refused: {refusal}";
            else yield return string.Join(" / ", Normalizer.Normalize(identifier, file.Phones).Keys.Select(key => Mask.Of(key.Kind, key.Value)));
        }
    }

    string Shown(int count) => count > worst ? $", the worst {worst}:" : ":";

    static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    static string Share(double share) => share.ToString("0.0000", CultureInfo.InvariantCulture);

    void PrintTable((string What, string Value)[] lines)
    {
        if (output != Console.Out || Console.IsOutputRedirected)
        {
            foreach (var (what, value) in lines) output.WriteLine($"{what}: {value}");
            return;
        }

        var table = new Table().HideHeaders().AddColumn("").AddColumn(new TableColumn("").RightAligned());
        foreach (var (what, value) in lines) table.AddRow(Markup.Escape(what), value);
        AnsiConsole.Write(table);
    }
}
