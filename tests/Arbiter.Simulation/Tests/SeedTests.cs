using System.Globalization;

namespace Arbiter.Simulation.Tests;

/// <summary>
/// Every promise, in many worlds. <c>ARBITER_SIM_SEEDS=5000</c> runs so many seeds, <c>ARBITER_SIM_SEED=123</c> just that one,
/// and <c>ARBITER_SIM_TRACE=100000</c> shows so many lines of what happened before a failure.
/// </summary>
public class SeedTests(ITestOutputHelper output)
{
    /// <summary>
    /// What the worlds must have seen, all together, for their silence to mean anything. Fences of other rows than these are a second line: whoever was shown the
    /// tail has the right versions, and the mutants tell what happens when not.
    /// </summary>
    static readonly string[] Seen =
    [
        "rebase", "tail", "load", "lost", "lost after commit", "crash", "commit after death", "outage", "clock refused", "clock set back", "cache full", "open",
        "fence keys", "fence requests", "fence absent keys", "fence absent requests", "replayed", "request key reused", "requests forgotten",
        "outcome unknown", "event claimGranted", "event claimRefused", "event claimTurnedAway", "event identifiersBound", "event followUpRecorded", "event ownershipReleased",
        "event ownershipExpired", "event ownershipTransferred", "event repeatsCounted", "event policyChanged", "event repChanged", "event tokenRevoked",
        "ruling granted", "ruling alreadyYours", "ruling held", "ruling coolingDown", "ruling overQuota", "ruling underReview", "ruling notEligible",
        "look-up free", "look-up yours", "look-up held", "look-up pool", "look-up severalCustomers", "event lookedUp", "rejected lookUpQuota", "rejected holdingsQuota", "rejected versionMismatch",
        "event keyMarked", "event keyMarkedInAdvance", "event sharingDismissed", "accepted MarkKey", "accepted DismissSharing", "ruling with marked keys", "rejected unknownKey", "mention", "mention elsewhere",
        "ruling similar underReview", "ruling similar alreadyYours", "ruling similar granted", "event customersMerged", "event customerUnmerged", "event mergeProposed", "event mergeDismissed", "accepted MergeCustomers", "accepted ProposeMerge", "accepted UnmergeCustomer",
        "rejected alreadyMerged", "rejected notMerged", "rejected sameCustomer", "rejected otherScope", "rejected unmergeTooLate", "rejected mergedAgain",
        "draft rebased", "draft with nothing before it", "refused", "unstorable found", "rejected nothingToDo", "accepted EndProtection", "accepted WriteRepeats",
    ];

    [Fact]
    public void Promises_hold_in_every_world()
    {
        var one = Environment.GetEnvironmentVariable("ARBITER_SIM_SEED");
        var many = Environment.GetEnvironmentVariable("ARBITER_SIM_SEEDS");
        var seeds = one is { Length: > 0 }
            ? [ulong.Parse(one, CultureInfo.InvariantCulture)]
            : Enumerable.Range(1, many is { Length: > 0 } ? int.Parse(many, CultureInfo.InvariantCulture) : 200).Select(i => (ulong)i);
        var reports = Runner.RunMany(seeds);

        var coverage = new Coverage();
        foreach (var report in reports) coverage.Add(report.Coverage);
        output.WriteLine($"{reports.Count} seeds\n{coverage}");
        foreach (var failed in reports.Where(r => r.Failure is not null)) output.WriteLine($"\nSeed {failed.Seed}: {failed.Failure}");
        var failing = reports.Where(r => r.Failure is not null).ToList();
        if (reports.Count >= 200) Assert.All(Seen, what => Assert.True(coverage[what] > 0, $"'{what}' never happened"));
        Assert.True(failing.Count == 0, failing.Count == 0 ? "" : $"Seeds {string.Join(", ", failing.Select(f => f.Seed))} fail.\nSeed {failing[0].Seed}: {failing[0].Failure}");
    }
}
