using System.CommandLine;
using Arbiter.Storage;

namespace Arbiter.Server.Cli;

/// <summary><c>arbiter migrate</c>: brings the schema up to date and does nothing else, for installations where servers may not.</summary>
static class MigrateCommand
{
    public static Command Build()
    {
        var command = new Command("migrate", "Bring the database's schema up to date, and say what was done.") { ServeCommand.Database };
        command.SetAction(RunAsync);
        return command;
    }

    static Task<int> RunAsync(ParseResult parsed, CancellationToken cancel) => StoreUse.RunAsync(async () =>
    {
        await using var store = Stores.Open(ServeCommand.ConnectionString(parsed), TimeProvider.System, new StoreOptions());
        Console.WriteLine(store.Description);
        var done = await store.MigrateAsync(cancel);
        foreach (var migration in done) Console.WriteLine($"  ran {migration}");
        Console.WriteLine(done.Count == 0 ? "The schema is up to date; nothing to do." : "The schema is up to date.");
        return 0;
    });
}
