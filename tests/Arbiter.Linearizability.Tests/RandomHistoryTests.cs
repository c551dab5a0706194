using System.Diagnostics;

namespace Arbiter.Linearizability.Tests;

/// <summary>Histories of a real sequential arbiter pass, however their operations overlap; planted violations are found among them.</summary>
public class RandomHistoryTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(1, 20)]
    [InlineData(3, 20)]
    public void What_really_happened_is_linearizable(int keysEach, int unknownPerMille)
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var failures = OwnershipHistory.Check(new Desk(seed, customers: 3, keysEach).Ask(150, unknownPerMille));
            Assert.True(failures.Count == 0, $"seed {seed}: {failures.FirstOrDefault()}");
        }
    }

    [Theory]
    [InlineData("two winners")]
    [InlineData("a refusal naming somebody else")]
    [InlineData("a lost grant")]
    [InlineData("a stale look-up")]
    public void A_planted_violation_is_found(string violation)
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var history = new Desk(seed, customers: 3).Ask(150, unknownPerMille: 0);
            Plant(history, violation, new Random(seed));
            Assert.Contains(OwnershipHistory.Check(history), result => result.Verdict == CheckVerdict.No);
        }
    }

    [Fact]
    public void Ten_thousand_operations_on_fifty_customers_take_seconds()
    {
        var history = new Desk(1, customers: 50).Ask(10_000, unknownPerMille: 2);
        var watch = Stopwatch.StartNew();
        var failures = OwnershipHistory.Check(history);
        output.WriteLine($"{watch.Elapsed.TotalSeconds:F2} s");
        Assert.True(failures.Count == 0, failures.FirstOrDefault()?.ToString());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
    }

    static void Plant(List<Operation<OwnershipOperation>> history, string violation, Random random)
    {
        var grants = Enumerable.Range(0, history.Count).Where(i => history[i].Value.Answer?.Verdict == "granted").ToList();
        var at = grants[random.Next(grants.Count)];
        var grant = history[at];
        var after = grant.Return + 1;
        Operation<OwnershipOperation> Then(Asked asked, string rep, OwnershipAnswer answer) =>
            new(new OwnershipOperation(asked, rep, [grant.Value.Keys[0]], null, answer), after, after + 1);
        history.Add(violation switch
        {
            // The same epoch cannot be given twice, to whomever it went.
            "two winners" => new Operation<OwnershipOperation>(
                grant.Value with { Rep = "rep-x", Answer = grant.Value.Answer! with { Owner = "rep-x" } }, grant.Call, grant.Return),
            "a refusal naming somebody else" => Then(Asked.Claim, "rep-x", new OwnershipAnswer("held", "rep-y", grant.Value.Answer!.Epoch)),
            "a lost grant" => Then(Asked.Claim, "rep-x", new OwnershipAnswer("granted", "rep-x", grant.Value.Answer!.Epoch)),
            _ => Then(Asked.LookUp, "rep-x", new OwnershipAnswer("free")),
        });
    }
}
