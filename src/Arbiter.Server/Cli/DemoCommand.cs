using System.CommandLine;
using Arbiter.Server.Demo;

namespace Arbiter.Server.Cli;

/// <summary><c>arbiter demo</c>: puts the demo company into a running server.</summary>
static class DemoCommand
{
    public static Command Build()
    {
        var command = new Command("demo", "Add the demo company (teams, reps, policy) to a running server. Needs an admin's token.")
        {
            ServerOptions.Server, ServerOptions.Token,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var client = ServerOptions.Client(parsed);
        if (client is null) return 1;
        try
        {
            var (added, policySet, failure) = await new DemoSeed(new DemoApi(client), client.DefaultRequestHeaders.Authorization!.Parameter!).RunAsync(cancel);
            if (failure is not null) Console.Error.WriteLine(failure);
            else Console.WriteLine($"{added} teams and reps added; policy {(policySet ? "set" : "left as it is")}.");
            return failure is null ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Text.Json.JsonException)
        {
            Console.Error.WriteLine($"The server does not answer ({e.GetType().Name}).");
            return 1;
        }
    }
}
