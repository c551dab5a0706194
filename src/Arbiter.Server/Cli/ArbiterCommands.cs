using System.CommandLine;

namespace Arbiter.Server.Cli;

/// <summary>The command line: what one executable can be told to do.</summary>
public static class ArbiterCommands
{
    public static RootCommand Build()
    {
        var root = new RootCommand("Arbiter decides, in real time, who owns a customer.") { ServeCommand.Demo, ServeCommand.Urls, ServeCommand.Database, ServeCommand.Engine, ServeCommand.SiloPort };
        root.SetAction(ServeCommand.RunAsync);
        root.Subcommands.Add(ServeCommand.Build());
        root.Subcommands.Add(MigrateCommand.Build());
        root.Subcommands.Add(SettingsCommand.Build());
        root.Subcommands.Add(ImportCommand.Build());
        root.Subcommands.Add(MatchReportCommand.Build());
        root.Subcommands.Add(CheckCommand.Build());
        root.Subcommands.Add(VerifyCommand.Build());
        root.Subcommands.Add(DemoCommand.Build());
        return root;
    }
}
