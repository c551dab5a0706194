using System.CommandLine;
using Arbiter.Engine.Journal;
using Arbiter.Storage;

namespace Arbiter.Server.Cli;

/// <summary><c>arbiter migrate</c>: brings the schema up to date and does nothing else, for installations where servers may not.</summary>
static class MigrateCommand
{
    static readonly Option<bool> Contract = new("--contract")
    {
        Description = "Also run migrations that shut out servers of an older release while such servers are running: they stop taking commands at that moment.",
    };

    public static Command Build()
    {
        var command = new Command("migrate", "Bring the database's schema up to date, and say what was done.") { ServeCommand.Database, Contract };
        command.SetAction(RunAsync);
        return command;
    }

    static Task<int> RunAsync(ParseResult parsed, CancellationToken cancel) => StoreUse.RunAsync(async () =>
    {
        var options = new StoreOptions { ContractNow = parsed.GetValue(Contract) };
        await using var store = Stores.Open(ServeCommand.ConnectionString(parsed), TimeProvider.System, options);
        return await RunAsync(store, cancel);
    });

    /// <summary>0 when nothing is left to do, 2 when a contract waits for servers of an older release.</summary>
    public static async Task<int> RunAsync(IStore store, CancellationToken cancel)
    {
        Console.WriteLine(store.Description);
        var done = await store.MigrateAsync(cancel);
        foreach (var migration in done.Ran) Console.WriteLine($"  ran {migration}");
        if (done.Waits is { } waits)
        {
            Console.WriteLine($"  {waits}");
            Console.WriteLine("Run this again when they are gone, or shut them out with --contract.");
            return 2;
        }

        Console.WriteLine(done.Ran.Count == 0 ? "The schema is up to date; nothing to do." : "The schema is up to date.");
        return 0;
    }
}
