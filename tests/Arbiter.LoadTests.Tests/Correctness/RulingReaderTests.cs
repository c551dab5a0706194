using System.Text;
using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Correctness;

namespace Arbiter.LoadTests.Tests.Correctness;

public class RulingReaderTests
{
    const string Granted =
        """
        { "verdict": "granted", "reasons": [ { "rule": "firstClaim", "seq": 1, "owner": "rep-09" } ],
          "customer": "019a3c0e-7b1c-7d3e-9d0a-5b0f4b7e2a11", "owner": "rep-02", "epoch": 1, "seq": 4711, "policyVersion": 1,
          "identifiers": [ { "index": 0, "kind": "phone", "strength": "hard" } ] }
        """;

    static bool Read(string json, out SeenRuling ruling) => RulingReader.TryRead(Encoding.UTF8.GetBytes(json), new(5, 1), out ruling);

    static (bool Complete, RulingLog Log) ReadBatch(string json, int count)
    {
        var log = new RulingLog();
        return (RulingReader.TryReadBatch(Encoding.UTF8.GetBytes(json), index => new(index, 1), 100, count, log), log);
    }

    [Fact]
    public void Only_the_rulings_own_fields_count()
    {
        Assert.True(Read(Granted, out var ruling));
        Assert.Equal(new SeenRuling(5, 1, Verdict.Granted, 1, Guid.Parse("019a3c0e-7b1c-7d3e-9d0a-5b0f4b7e2a11"), 4711), ruling);
    }

    [Fact]
    public void Absent_fields_are_absent()
    {
        Assert.True(Read("""{"verdict":"held","reasons":[],"owner":"somebody"}""", out var ruling));
        Assert.Equal((Verdict.Held, SeenRuling.Stranger, Guid.Empty), (ruling.Verdict, ruling.Owner, ruling.Customer));
        Assert.True(Read("""{"verdict":"overQuota"}""", out ruling));
        Assert.Equal(SeenRuling.NoOwner, ruling.Owner);
    }

    [Theory]
    [InlineData("""{"verdict":"perhaps"}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"verdict":"granted" """)]
    [InlineData("<html>")]
    [InlineData("")]
    public void What_is_no_ruling_is_refused(string json) => Assert.False(Read(json, out _));

    [Fact]
    public void A_batch_is_read_by_index()
    {
        var (complete, log) = ReadBatch($$$"""{"took":1,"rulings":[{"index":1,"ruling":{{{Granted}}}},{"index":0,"ruling":{{{Granted}}}}],"more":{ } }""", 2);
        Assert.True(complete);
        Assert.Equal([101, 100], log.Select(ruling => ruling.Key));
    }

    [Theory]
    [InlineData("""{"rulings":[{"index":0,"ruling":{"verdict":"held"}}]}""", 1)]
    [InlineData("""{"rulings":[{"index":0,"ruling":{"verdict":"held"}},{"index":0,"ruling":{"verdict":"held"}}]}""", 1)]
    [InlineData("""{"rulings":[{"index":0,"ruling":{"verdict":"held"}},{"index":1,"problem":{"status":422}}]}""", 1)]
    [InlineData("""{"rulings":[{"index":0,"ruling":{"verdict":"held"}},{"index":7,"ruling":{"verdict":"held"}}]}""", 1)]
    [InlineData("""{"rulings":[{"index":0,"ruling":{"verdict":"held"}},{"index":1,"rul""", 1)]
    [InlineData("""{"rulings":[]}""", 2)]
    [InlineData("{}", 2)]
    public void A_batch_with_a_ruling_missing_is_not_complete(string json, int lost)
    {
        var (complete, log) = ReadBatch(json, 2);
        Assert.False(complete);
        Assert.Equal(2, log.Count);
        Assert.Equal(lost, log.Count(ruling => ruling.Verdict == Verdict.Unknown));
    }
}
