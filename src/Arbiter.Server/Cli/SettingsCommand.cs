using System.CommandLine;
using Arbiter.Server.Hosting;
using Spectre.Console;

namespace Arbiter.Server.Cli;

/// <summary><c>arbiter settings</c>: what can be set in the environment, and what is.</summary>
static class SettingsCommand
{
    public static Command Build()
    {
        var command = new Command("settings", "List what can be set by environment variables, and what is set here. Secrets are not shown.");
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("variable", "value", "what it is");
        foreach (var setting in Settings.All) table.AddRow(new Text(setting.Variable), new Text(Shown(setting)), new Text(setting.Purpose));
        AnsiConsole.Write(table);
        return 0;
    }

    static string Shown(Setting setting) => Environment.GetEnvironmentVariable(setting.Variable) switch
    {
        null or "" => "",
        _ when setting.IsSecret => "(set)",
        var value => value,
    };
}
