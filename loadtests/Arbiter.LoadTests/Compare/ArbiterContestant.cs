using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Processes;
using Arbiter.LoadTests.Scenarios;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Compare;

/// <summary>The server itself, over HTTP, with an empty store of either kind; alone, or several replicas of it that share the load.</summary>
sealed class ArbiterContestant(string serverDll, Workspace workspace, Durations durations, int seed)
{
    public const string OnPostgres = "Arbiter/PostgreSQL", OnSqlite = "Arbiter/SQLite", Replicas = "Arbiter replicas/PostgreSQL", OnOrleans = "Arbiter on Orleans/PostgreSQL";

    public async Task<IReadOnlyList<Figure>> OnPostgresAsync(
        ThrowawayPostgres postgres, string database, IReadOnlyList<string> loads, CancellationToken stop) =>
        await RunAsync(OnPostgres, 1, await postgres.CreateDatabaseAsync(database, stop), postgres, database, loads, stop);

    /// <summary>So many servers on one database, connections spread over them evenly.</summary>
    public async Task<IReadOnlyList<Figure>> ReplicasAsync(
        int replicas, ThrowawayPostgres postgres, string database, IReadOnlyList<string> loads, CancellationToken stop) =>
        await RunAsync(Replicas, replicas, await postgres.CreateDatabaseAsync(database, stop), postgres, database, loads, stop);

    /// <summary>One silo: the Orleans engine of a server that was built with it.</summary>
    public async Task<IReadOnlyList<Figure>> OnOrleansAsync(
        ThrowawayPostgres postgres, string database, IReadOnlyList<string> loads, CancellationToken stop) =>
        await RunAsync(OnOrleans, 1, await postgres.CreateDatabaseAsync(database, stop), postgres, database, loads, stop, "--engine", "orleans");

    public async Task<IReadOnlyList<Figure>> OnSqliteAsync(string name, IReadOnlyList<string> loads, CancellationToken stop)
    {
        var directory = Directory.CreateDirectory(workspace.Path(name)).FullName;
        return await RunAsync(OnSqlite, 1, $"Data Source={Path.Combine(directory, "arbiter.db")}", null, name, loads, stop);
    }

    async Task<IReadOnlyList<Figure>> RunAsync(
        string contestant, int replicas, string connectionString, ThrowawayPostgres? postgres, string name, IReadOnlyList<string> loads, CancellationToken stop,
        params IReadOnlyList<string> arguments)
    {
        await using var servers = await StartedServers.StartAsync(
            replicas, serverDll, connectionString, number => workspace.Path($"{name}-{number}.log"), stop, arguments);
        var session = await ServerSetup.PrepareAsync(servers.Targets, servers.AdminToken, seed, Identifiers.Phone, stop);
        // Each server compiles its own hot path, and all of them on the same cores.
        var warm = durations with { WarmUp = durations.WarmUp * replicas };
        var contest = new Contest(session, new CostMeter(servers.Pids, postgres, name), workspace, warm, Judged.RulingsAndFeed);
        var figures = new List<Figure>();
        foreach (var load in loads)
            figures.Add(await contest.RunAsync(contestant, load, WorkloadOf(load), stop));
        return figures;
    }

    static WorkloadFactory WorkloadOf(string load) => load switch
    {
        Loads.Storm or Loads.Crowd => Workloads.Storm,
        Loads.Hot => Workloads.Hot,
        Loads.Batch => Workloads.Batch,
        _ => throw new ArgumentOutOfRangeException(nameof(load), load, "No such load."),
    };
}
