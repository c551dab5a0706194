using Arbiter.Domain.Keys;
using Arbiter.Identity.Similarity;

namespace Arbiter.Identity.Tests.Similarity;

/// <summary>
/// Whom the matcher takes for one customer. The floors hold for the sample and, with the same thresholds and weights, for generated files from other
/// words: a rule fitted to the sample would fail on those.
/// </summary>
public class MatcherTests(ITestOutputHelper output)
{
    const double MinPrecision = 0.995;
    const double MinRecall = 0.97;

    [Fact]
    public void The_sample_comes_to_its_customers() => Check("sample", LeadsFile.Read());

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(300)]
    [InlineData(4_000)]
    [InlineData(50_000)]
    [InlineData(600_000)]
    public void Other_files_of_the_kind_do_as_well(int seed) => Check($"seed {seed}", new LeadGenerator(seed).Make());

    /// <summary>With ten times the customers there are a hundred times the namesakes.</summary>
    [Fact]
    public void A_large_file_does_as_well() => Check("large", new LeadGenerator(7, customerCount: 3_000).Make());

    /// <summary>The traps are real: whoever takes every key for a hard one falls into them.</summary>
    [Fact]
    public void Keys_alone_fall_into_the_traps()
    {
        var leads = new LeadGenerator(1).Make();
        var allHard = leads.Select(lead => LeadProfile.OfKeys(LeadProfile.Of(lead.Identifiers).Keys.Select(key => key with { Strength = KeyStrength.Hard })));
        var result = Matcher.Match([.. allHard], SimilarityThresholds.Default with { Hold = SimilarityScorer.MaxScore + 1 });
        var quality = MatchQuality.Of(result.Clusters, [.. leads.Select(lead => lead.Customer)]);
        output.WriteLine($"precision {quality.Precision:F4}, recall {quality.Recall:F4}");
        Assert.True(quality.Precision < 0.9, $"precision {quality.Precision:F4}");
    }

    void Check(string name, LeadsFile.Lead[] leads)
    {
        var result = Matcher.Match([.. leads.Select(lead => LeadProfile.Of(lead.Identifiers, lead.Contact))], SimilarityThresholds.Default);
        var quality = MatchQuality.Of(result.Clusters, [.. leads.Select(lead => lead.Customer)]);
        output.WriteLine($"{name}: {leads.Length} leads, {quality.RealPairs} pairs; precision {quality.Precision:F4}, recall {quality.Recall:F4}; "
            + $"{result.Links.Count(link => !link.IsAutomatic)} of {result.Links.Length} links held");
        Assert.True(quality.Precision >= MinPrecision, $"{name}: precision {quality.Precision:F4}, recall {quality.Recall:F4}");
        Assert.True(quality.Recall >= MinRecall, $"{name}: recall {quality.Recall:F4}, precision {quality.Precision:F4}");
    }
}
