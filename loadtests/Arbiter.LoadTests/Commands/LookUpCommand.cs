using System.CommandLine;
using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.LookUps;
using Arbiter.LoadTests.Processes;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Commands;

/// <summary>
/// <c>lookup</c>: how long a look-up with similar customers takes on a server with a million of them. Exit code 1 when the 99th percentile is above its limit.
/// </summary>
static class LookUpCommand
{
    const double MostP99Ms = 20;

    /// <summary>A server that has just started compiles what it runs, and its database has read nothing yet.</summary>
    static readonly TimeSpan warmUp = TimeSpan.FromSeconds(10);

    const string Database = "arbiter";

    static readonly Option<StoreKind> start = new("--start") { Description = "The kind of store.", Required = true };
    static readonly Option<string> serverDll = new("--server") { Description = "The server to start.", DefaultValueFactory = _ => Artifacts.ServerDll };
    static readonly Option<int> customers = new("--customers") { DefaultValueFactory = _ => 1_000_000 };
    static readonly Option<int[]> connections = new("--connections")
    {
        Description = "Look-ups under way at a time, measured one after the other.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [1, 2],
    };
    static readonly Option<double> seconds = new("--seconds") { DefaultValueFactory = _ => 20 };
    static readonly Option<string?> keep = new("--keep") { Description = "A directory for the store, of this kind only: filled by the first run, used as it is by the next ones." };
    static readonly Option<int> seed = new("--seed") { DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command("lookup", "Look-ups with similar customers at a million customers: the p99 over HTTP.") { start, serverDll, customers, connections, seconds, keep, seed };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        var (storage, count, chosen) = (arguments.GetValue(start), arguments.GetValue(customers), arguments.GetValue(seed));
        if (count is < 1 or > 10_000_000) throw new FormatException("--customers must be 1 to 10000000");
        using var workspace = new Workspace(arguments.GetValue(keep));
        await using var postgres = storage == StoreKind.Postgres ? await ThrowawayPostgres.StartAsync(workspace, stop) : null;
        var connectionString = postgres?.ConnectionString(Database) ?? $"Data Source={workspace.Path("arbiter.db")}";
        var store = await FilledStore.OpenAsync(
            workspace,
            chosen,
            count,
            // Trigrams need a locale that knows letters beyond ASCII.
            () => postgres is null ? Task.FromResult(connectionString) : postgres.CreateDatabaseAsync(Database, stop, "C.UTF-8"),
            stop);
        await using var server = await StartedServer.StartAsync(arguments.GetValue(serverDll)!, connectionString, workspace.Path("server.log"), stop, store.AdminToken);
        var session = await ServerSetup.PrepareAsync(server.Target, server.AdminToken, chosen, Identifiers.PhoneAndCompany, stop);
        using var http = session.OpenAdmin();
        var indexed = await new LookUpLoad(http, chosen, count, store.Content).UntilIndexedAsync(store.Content.IdOf(count - 1).ToString(), stop);
        // As a store that has stood for a while: what a load leaves to tidy up is no part of a look-up.
        if (postgres is not null)
        {
            await ThrowawayPostgres.ExecuteAsync(connectionString, "VACUUM ANALYZE", stop);
            await ThrowawayPostgres.ExecuteAsync(connectionString, "CHECKPOINT", stop);
        }

        Console.WriteLine($"Their names indexed by the server in {indexed.TotalSeconds:F1} s.");
        await new LookUpLoad(http, chosen, count, store.Content).RunAsync(2, warmUp, stop);
        var worstMs = 0.0;
        foreach (var atATime in arguments.GetValue(connections)!)
            worstMs = Math.Max(worstMs, await MeasureAsync(new LookUpLoad(http, chosen, count, store.Content), atATime, arguments.GetValue(seconds), server, stop));
        return worstMs < MostP99Ms ? 0 : 1;
    }

    /// <summary>The 99th percentile, in milliseconds.</summary>
    static async Task<double> MeasureAsync(LookUpLoad load, int atATime, double seconds, StartedServer server, CancellationToken stop)
    {
        await load.RunAsync(atATime, TimeSpan.FromSeconds(seconds), stop);
        var p99Ms = load.Latency.PercentileNs(99) / 1e6;
        Console.WriteLine(
            $"{atATime} at a time: {load.Latency.Count} look-ups, {load.Latency.Count / seconds:F0} a second: p50 {load.Latency.PercentileNs(50) / 1e6:F2} ms, "
            + $"p99 {p99Ms:F2} ms (limit {MostP99Ms} ms), p99.9 {load.Latency.PercentileNs(99.9) / 1e6:F2} ms, longest {load.Latency.MaxNs / 1e6:F2} ms. "
            + $"The customer shown for {load.Known.Share:P1} of known and {load.Mistakes.Share:P1} of mistaken names. "
            + $"p50 of known ones {load.OfKnown.PercentileNs(50) / 1e6:F2} ms, of absent ones {load.OfAbsent.PercentileNs(50) / 1e6:F2} ms. Server memory {ProcessFigures.ResidentMb(server.Pid):F0} MB.");
        return p99Ms;
    }
}
