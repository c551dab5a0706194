using System.CommandLine;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Scenarios;

namespace Arbiter.LoadTests.Commands;

/// <summary>A program with a command for each scenario.</summary>
public static class LoadTestProgram
{
    /// <summary>Runs it: the scenarios with a generator, and the program's own commands. Returns the exit code.</summary>
    public static async Task<int> RunAsync(string description, OfferLoad offer, IEnumerable<Command> more, string[] args)
    {
        var root = new RootCommand(description);
        foreach (var command in ScenarioCatalog.All.Select(scenario => ScenarioCommand.Of(scenario, offer)).Concat(more))
            root.Add(command);
        try
        {
            // Ctrl-C must leave time to end the processes that were started and to remove their files.
            var settings = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(60) };
            return await root.Parse(args).InvokeAsync(settings);
        }
        catch (Exception cause) when (cause is FormatException or InvalidOperationException or IOException or HttpRequestException)
        {
            Console.Error.WriteLine(cause.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped.");
            return 130;
        }
    }
}
