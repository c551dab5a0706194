using Arbiter.Identity.Similarity;

namespace Arbiter.Identity.Tests;

/// <summary>Whom the matcher takes for one customer, on the sample and on other files of the kind: the floors that were asked for.</summary>
public class MatcherTests(ITestOutputHelper output)
{
    [Fact]
    public void The_sample_comes_to_its_customers() => Check("sample", LeadsFile.Read());

    void Check(string name, LeadsFile.Lead[] leads)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var profiles = leads.Select(lead => LeadProfile.Of(lead.Identifiers, lead.Contact)).ToList();
        var result = Matcher.Match(profiles, SimilarityThresholds.Default);
        var found = Pairs(result.Clusters.Select(cluster => $"{cluster}"));
        var real = Pairs(leads.Select(lead => lead.Customer));
        var both = Pairs(leads.Select((lead, i) => $"{result.Clusters[i]} {lead.Customer}"));
        var (precision, recall) = ((double)both / found, (double)both / real);

        output.WriteLine($"{name}: {leads.Length} leads, {real} pairs, {found} found; precision {precision:F4}, recall {recall:F4}; "
            + $"{result.Links.Count(link => link.IsAutomatic)} automatic, {result.Links.Count(link => !link.IsAutomatic)} held; {watch.ElapsedMilliseconds} ms");
        if (Environment.GetEnvironmentVariable("DUMP") is { } dump)
            File.WriteAllLines(dump, leads.Select((lead, i) => $"{i}\t{result.Clusters[i]}\t{lead.Customer}\t{lead.Contact}\t{string.Join(" | ", lead.Identifiers.Select(x => x.Text))}")
                .Concat(result.Links.Where(l => !l.IsAutomatic).Select(l => $"LINK\t{l.First}\t{l.Second}\t{l.Result!.Score}\t{string.Join(",", l.Result.Reasons.Select(r => $"{r.Field}:{r.Code}:{r.Points}"))}")));
        Assert.True(precision >= 0.995, $"{name}: precision {precision:F4}");
        Assert.True(recall >= 0.97, $"{name}: recall {recall:F4}");
    }

    static long Pairs(IEnumerable<string> labels) => labels.CountBy(label => label).Sum(group => (long)group.Value * (group.Value - 1) / 2);
}
