using System.CommandLine;
using Arbiter.LoadTests.Engine;

namespace Arbiter.LoadTests.Commands;

/// <summary>The process that the comparison starts to measure an engine without a server; not for people.</summary>
static class EngineCommand
{
    static readonly Option<string> journal = new("--journal") { Description = "memory, or the connection string of an empty database.", Required = true };
    static readonly Option<int> seed = new("--seed") { DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command("engine", "Runs an engine and loads it as lines on the standard input ask.") { journal, seed };
        command.Hidden = true;
        command.SetAction(async (arguments, stop) =>
        {
            await EngineSession.RunAsync(arguments.GetValue(journal)!, arguments.GetValue(seed), Console.In, Console.Out, stop);
            return 0;
        });
        return command;
    }
}
