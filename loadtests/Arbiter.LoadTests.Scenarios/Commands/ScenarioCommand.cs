using System.CommandLine;
using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Processes;
using Arbiter.LoadTests.Reports;
using Arbiter.LoadTests.Scenarios;
using Arbiter.LoadTests.Setup;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Commands;

/// <summary>A command for each scenario: against a server that runs, or one that is started for it.</summary>
public static class ScenarioCommand
{
    static readonly Option<string[]> target = new("--target") { Description = "The server, such as http://127.0.0.1:5080; several times for replicas, which share the load. Only 127.0.0.1." };
    static readonly Option<string?> adminToken = new("--admin-token") { Description = "Its admin token; default: ARBITER_ADMIN_TOKEN." };
    static readonly Option<StoreKind?> start = new("--start") { Description = "Start a server with an empty store of this kind instead." };
    static readonly Option<string> serverDll = new("--server") { Description = "The server to start.", DefaultValueFactory = _ => Artifacts.ServerDll };
    static readonly Option<int> seed = new("--seed") { Description = "Chooses customers and reps. A server that has seen a seed needs another.", DefaultValueFactory = _ => 1 };
    static readonly Option<int> connections = new("--connections") { DefaultValueFactory = _ => RunOptions.Default.Connections };
    static readonly Option<double?> rate = new("--rate") { Description = "Requests a second (open model)." };
    static readonly Option<int?> copies = new("--copies") { Description = "Closed model with so many copies, to find the peak." };
    static readonly Option<double> seconds = new("--seconds") { DefaultValueFactory = _ => RunOptions.Default.During.TotalSeconds };
    static readonly Option<double> timeout = new("--timeout") { Description = "Seconds until a request counts as failed.", DefaultValueFactory = _ => RunOptions.Default.Timeout.TotalSeconds };
    static readonly Option<int?> serverPid = new("--server-pid") { Description = "Process id of the server, for its memory (scale)." };
    static readonly Option<long> customers = new("--customers") { Description = "How many customers to fill the store with (scale).", DefaultValueFactory = _ => RunOptions.Default.Customers };
    static readonly Option<bool> company = new("--company") { Description = "Claims carry a company name too, not only a phone." };
    static readonly Option<string> reports = new("--reports") { DefaultValueFactory = _ => Artifacts.Reports };

    /// <summary>The command of a scenario, whose load a generator offers.</summary>
    public static Command Of(CatalogEntry entry, OfferLoad offer)
    {
        var command = new Command(entry.Name, entry.Purpose)
        {
            target, adminToken, start, serverDll, seed, connections, rate, copies, seconds, timeout, serverPid, customers, company, reports,
        };
        command.SetAction((arguments, stop) => RunAsync(entry, offer, arguments, stop));
        return command;
    }

    static async Task<int> RunAsync(CatalogEntry entry, OfferLoad offer, ParseResult arguments, CancellationToken stop)
    {
        if (arguments.GetValue(start) is { } storage)
            return await RunOnStartedAsync(entry, offer, arguments, storage, stop);
        if (arguments.GetValue(target) is not { Length: > 0 } addresses) throw new FormatException("Give --target, or --start sqlite or postgres.");
        var token = arguments.GetValue(adminToken) ?? Environment.GetEnvironmentVariable("ARBITER_ADMIN_TOKEN")?.Trim()
            ?? throw new FormatException("Give --admin-token or set ARBITER_ADMIN_TOKEN.");
        return await RunOnAsync(entry, offer, arguments, [.. addresses.Select(Target.Parse)], token, arguments.GetValue(serverPid), stop);
    }

    static async Task<int> RunOnStartedAsync(CatalogEntry entry, OfferLoad offer, ParseResult arguments, StoreKind storage, CancellationToken stop)
    {
        using var workspace = new Workspace();
        await using var postgres = storage == StoreKind.Postgres ? await ThrowawayPostgres.StartAsync(workspace, stop) : null;
        var connectionString = postgres is null
            ? $"Data Source={workspace.Path("arbiter.db")}"
            : await postgres.CreateDatabaseAsync("arbiter", stop);
        await using var server = await StartedServer.StartAsync(arguments.GetValue(serverDll)!, connectionString, workspace.Path("server.log"), stop);
        return await RunOnAsync(entry, offer, arguments, [server.Target], server.AdminToken, server.Pid, stop);
    }

    static async Task<int> RunOnAsync(CatalogEntry entry, OfferLoad offer, ParseResult arguments, IReadOnlyList<Target> servers, string token, int? pid, CancellationToken stop)
    {
        var options = new RunOptions(
            arguments.GetValue(connections), arguments.GetValue(rate), arguments.GetValue(copies),
            TimeSpan.FromSeconds(arguments.GetValue(seconds)), TimeSpan.FromSeconds(arguments.GetValue(timeout)), pid)
        {
            Customers = arguments.GetValue(customers),
            Offer = offer,
            Reports = arguments.GetValue(reports)!,
        }.Validated();
        var identifiers = arguments.GetValue(company) ? Identifiers.PhoneAndCompany : Identifiers.Phone;
        var session = await ServerSetup.PrepareAsync(servers, token, arguments.GetValue(seed), identifiers, stop);
        var report = await entry.Run(session, options, stop);
        Console.WriteLine(MarkdownReport.Of(report));
        Console.WriteLine($"Report: {ReportFiles.Write(report, options.Reports)}");
        return report.Passed ? 0 : 1;
    }
}
