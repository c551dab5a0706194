using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Processes;
using Arbiter.LoadTests.Scenarios;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Compare;

/// <summary>The most that HTTP allows: Kestrel reads and parses a claim and answers a constant.</summary>
sealed class ConstantContestant(Workspace workspace, Durations durations, int seed)
{
    public const string Name = "Kestrel constant";

    public async Task<IReadOnlyList<Figure>> RunAsync(string name, CancellationToken stop)
    {
        await using var server = await ServerProcess.StartAsync(
            Artifacts.ConstantDll, [], new Dictionary<string, string>(), "readyz", workspace.Path($"{name}.log"), stop);
        var session = new Session(server.Target, "none", "none", seed, Identifiers.Phone);
        var contest = new Contest(session, new CostMeter([server.Pid], null, name), workspace, durations, Judged.Nothing);
        return [await contest.RunAsync(Name, Loads.Storm, Workloads.Storm, stop)];
    }
}
