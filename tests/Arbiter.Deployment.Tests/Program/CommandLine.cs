using Arbiter.Server.Cli;

namespace Arbiter.Deployment.Tests.Program;

/// <summary>The program's own command line.</summary>
static class CommandLine
{
    /// <summary>The variable that says where to listen.</summary>
    public static string UrlsVariable => Arbiter.Server.Hosting.Settings.All.Single(s => s.Name.EndsWith("URLS", StringComparison.Ordinal)).Variable;

    /// <summary>What the parser has against these arguments; nothing when it takes them.</summary>
    public static IEnumerable<string> Faults(IEnumerable<string> args)
    {
        var parsed = ArbiterCommands.Build().Parse([.. args]);
        return parsed.Errors.Select(e => e.Message);
    }

    /// <summary>The command that they run.</summary>
    public static string Command(IEnumerable<string> args) => ArbiterCommands.Build().Parse([.. args]).CommandResult.Command.Name;
}
