using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Processes;
using Arbiter.LoadTests.Scenarios;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Compare;

/// <summary>The server itself, over HTTP, with an empty store of either kind.</summary>
sealed class ArbiterContestant(string serverDll, Workspace workspace, Durations durations, int seed)
{
    public const string OnPostgres = "Arbiter/PostgreSQL", OnSqlite = "Arbiter/SQLite";

    public async Task<IReadOnlyList<Figure>> OnPostgresAsync(
        ThrowawayPostgres postgres, string database, IReadOnlyList<string> loads, CancellationToken stop) =>
        await RunAsync(OnPostgres, await postgres.CreateDatabaseAsync(database, stop), postgres, database, loads, stop);

    public async Task<IReadOnlyList<Figure>> OnSqliteAsync(string name, IReadOnlyList<string> loads, CancellationToken stop)
    {
        var directory = Directory.CreateDirectory(workspace.Path(name)).FullName;
        return await RunAsync(OnSqlite, $"Data Source={Path.Combine(directory, "arbiter.db")}", null, name, loads, stop);
    }

    async Task<IReadOnlyList<Figure>> RunAsync(
        string contestant, string connectionString, ThrowawayPostgres? postgres, string name, IReadOnlyList<string> loads, CancellationToken stop)
    {
        await using var server = await StartedServer.StartAsync(serverDll, connectionString, workspace.Path($"{name}.log"), stop);
        var session = await ServerSetup.PrepareAsync(server.Target, server.AdminToken, seed, Identifiers.Phone, stop);
        var contest = new Contest(session, new CostMeter(server.Pid, postgres, name), durations, checks: true);
        var figures = new List<Figure>();
        foreach (var load in loads)
            figures.Add(await contest.RunAsync(contestant, load, WorkloadOf(load), stop));
        return figures;
    }

    static WorkloadFactory WorkloadOf(string load) => load switch
    {
        Loads.Storm => Workloads.Storm,
        Loads.Hot => Workloads.Hot,
        Loads.Batch => Workloads.Batch,
        _ => throw new ArgumentOutOfRangeException(nameof(load), load, "No such load."),
    };
}
