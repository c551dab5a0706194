using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Processes;
using Arbiter.LoadTests.Scenarios;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Compare;

/// <summary>The textbook arbiter on Orleans: a grain for each customer that writes its state for each claim. It has no feed, so its rulings are judged alone.</summary>
sealed class TextbookContestant(string dll, Workspace workspace, Durations durations, int seed)
{
    public const string Name = "textbook Orleans";

    public async Task<IReadOnlyList<Figure>> RunAsync(ThrowawayPostgres postgres, string database, IReadOnlyList<string> loads, CancellationToken stop)
    {
        var connectionString = await postgres.CreateDatabaseAsync(database, stop);
        await using var server = await TextbookServer.StartAsync(dll, connectionString, workspace.Path($"{database}.log"), stop);
        var session = new Session(server.Target, "none", "none", seed, Identifiers.Phone);
        var contest = new Contest(session, new CostMeter([server.Pid], postgres, database), workspace, durations, Judged.Rulings);
        var figures = new List<Figure>();
        foreach (var load in loads)
            figures.Add(await contest.RunAsync(Name, load, load == Loads.Hot ? Workloads.Hot : Workloads.Storm, stop));
        return figures;
    }
}
