using System.CommandLine;
using Arbiter.LoadTests.Commands;
using Arbiter.LoadTests.Scenarios;

var root = new RootCommand("Load tests of Arbiter. They send only to 127.0.0.1.");
foreach (var scenario in ScenarioCatalog.All)
    root.Add(ScenarioCommand.Of(scenario));
root.Add(LookUpCommand.Create());
root.Add(CompareCommand.Create());
root.Add(ConstantCommand.Create());
root.Add(EngineCommand.Create());
root.Add(DoubleOwnerCommand.Create());

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
