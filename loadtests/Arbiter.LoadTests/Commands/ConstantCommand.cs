using System.CommandLine;
using Arbiter.LoadTests.Compare;
using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Commands;

/// <summary>How much the generator itself can do: it against a server that does next to nothing.</summary>
static class ConstantCommand
{
    public static Command Create()
    {
        var command = new Command("constant", "Drives the constant Kestrel answer: the ceiling of generator and HTTP on this machine.");
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        using var workspace = new Workspace();
        var figure = (await new ConstantContestant(workspace, Durations.Full, seed: 1).RunAsync("constant", stop))[0];
        Console.WriteLine(FormattableString.Invariant(
            $"{figure.ClaimsPerSecond:#,0} claims/s; p99 at 70 %: {figure.P99Ms:0.00} ms; CPU s per 1,000: generator {figure.GeneratorCpuSecondsPer1000:0.0000}, server {figure.ServerCpuSecondsPer1000:0.0000}; failed {figure.Failed}"));
        return figure.Failed == 0 ? 0 : 1;
    }
}
