using System.CommandLine;
using Arbiter.LoadTests.DoubleOwner;
using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Commands;

/// <summary>Shows how the textbook arbiter gives one customer to two reps, and that Arbiter does not under the same schedule.</summary>
static class DoubleOwnerCommand
{
    static readonly Option<string> serverDll = new("--server") { Description = "The server, built for release.", DefaultValueFactory = _ => Artifacts.ServerDll };
    static readonly Option<string> textbookDll = new("--textbook") { Description = "The textbook arbiter, built for release.", DefaultValueFactory = _ => Artifacts.TextbookDll };
    static readonly Option<bool> withOrleans = new("--with-orleans") { Description = "Also two silos of Arbiter's Orleans engine." };

    public static Command Create()
    {
        var command = new Command("double-owner", "Two processes on one PostgreSQL, one new customer claimed at both, their writes meeting: the textbook grain, and Arbiter.")
        {
            serverDll, textbookDll, withOrleans,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        using var workspace = new Workspace();
        await using var postgres = await ThrowawayPostgres.StartAsync(workspace, stop);
        var textbook = await Schedule.OfTextbookAsync(arguments.GetValue(textbookDll)!, postgres, workspace, stop);
        List<Met> ours = [await Schedule.OfArbiterAsync(arguments.GetValue(serverDll)!, postgres, workspace, stop)];
        if (arguments.GetValue(withOrleans))
            ours.Add(await Schedule.OfArbiterAsync(Artifacts.OrleansServerDll, postgres, workspace, stop, "--engine", "orleans"));
        Console.WriteLine("| system | claimed at once, at two servers | owners | rows of the customer | a third rep afterwards: at the first, at the second, at one started then |");
        Console.WriteLine("|---|---|---:|---:|---|");
        foreach (var met in ours.Prepend(textbook))
            Console.WriteLine($"| {met.System} | {string.Join("; ", met.AtOnce)} | {met.Owners} | {met.Stored} | {string.Join("; ", met.Afterwards)} |");
        return textbook.Owners == 2 && ours.All(met => met.Owners == 1) ? 0 : 1;
    }
}
