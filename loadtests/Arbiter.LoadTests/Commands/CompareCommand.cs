using System.CommandLine;
using Arbiter.LoadTests.Compare;
using Arbiter.LoadTests.Processes;
using Arbiter.LoadTests.Reports;

namespace Arbiter.LoadTests.Commands;

/// <summary>The comparison with peers.</summary>
static class CompareCommand
{
    static readonly Option<bool> quick = new("--quick") { Description = "One short round, some five minutes: for a look, not for figures to keep." };
    static readonly Option<int?> rounds = new("--rounds") { Description = "Rounds, 1 to 10; default 3, or 1 with --quick." };
    static readonly Option<int> seed = new("--seed") { DefaultValueFactory = _ => 1 };
    static readonly Option<string> serverDll = new("--server") { Description = "The server, built for release.", DefaultValueFactory = _ => Artifacts.ServerDll };
    static readonly Option<bool> peersOnly = new("--peers-only") { Description = "Leave Arbiter out, as --only pgbench,constant does: what this machine can do." };
    static readonly Option<string?> only = new("--only") { Description = $"Measure only some, separated by commas: {string.Join(", ", Contestants.All.Select(one => one.Name))}." };
    static readonly Option<string?> loads = new("--loads") { Description = $"Measure only under some loads, separated by commas: {string.Join(", ", Loads.All)}." };
    static readonly Option<int?> replicas = new("--replicas")
    {
        Description = $"Also measure so many servers that share one database and the load, 2 to {MostReplicas} (as --only {Contestants.Replicas}, which takes 2).",
    };
    static readonly Option<bool> withOrleans = new("--with-orleans")
    {
        Description = $"Also measure {Contestants.Orleans} and {Contestants.Textbook}; both have to be built, as loadtests/compare does.",
    };
    static readonly Option<string> reports = new("--reports") { DefaultValueFactory = _ => Artifacts.Reports };

    const string PeersOnly = "pgbench,constant";
    const int MostReplicas = 8;

    public static Command Create()
    {
        var command = new Command("compare", "Measures Arbiter beside pgbench, a constant Kestrel answer and its own engine without HTTP, on one machine in one run.")
        {
            quick, rounds, seed, serverDll, peersOnly, only, loads, replicas, withOrleans, reports,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        var isQuick = arguments.GetValue(quick);
        var count = arguments.GetValue(rounds) ?? (isQuick ? 1 : 3);
        if (count is < 1 or > 10)
            throw new FormatException("--rounds must be 1 to 10");
        if (arguments.GetValue(replicas) is < 2 or > MostReplicas)
            throw new FormatException($"--replicas must be 2 to {MostReplicas}");
        var comparison = new Comparison(
            Select(arguments), arguments.GetValue(serverDll)!, isQuick ? Durations.Quick : Durations.Full, count, arguments.GetValue(seed),
            arguments.GetValue(replicas) ?? 2);
        var report = await comparison.RunAsync(line => Console.Error.WriteLine(line), stop);
        var text = ComparisonText.Of(report);
        var bars = SvgBars.Draw("Peak, claims a second", [.. report.Medians.Select(figure => ($"{figure.Contestant} {figure.Load}", figure.ClaimsPerSecond))]);
        Console.WriteLine(text);
        Console.WriteLine($"Report: {ReportFiles.Write(arguments.GetValue(reports)!, "compare", report.EndedUtc, report, text, [bars])}");
        return report.Passed ? 0 : 1;
    }

    static Selection Select(ParseResult arguments)
    {
        var names = arguments.GetValue(only);
        if (arguments.GetValue(peersOnly))
            names = names is null ? PeersOnly : throw new FormatException("Give --only or --peers-only, not both.");
        List<string> also = arguments.GetValue(replicas) is null ? [] : [Contestants.Replicas];
        if (arguments.GetValue(withOrleans))
            also.AddRange([Contestants.Orleans, Contestants.Textbook]);
        return Selection.Parse(names, arguments.GetValue(loads), also);
    }
}
