using System.CommandLine;
using System.Data.Common;
using System.Net.Sockets;
using Arbiter.Engine.Journal;
using Arbiter.Storage;

namespace Arbiter.Server.Cli;

/// <summary>
/// <c>arbiter migrate</c>: brings the schema up to date and does nothing else, for installations where servers may not. <c>--wait</c> is the other half: what
/// must not start before that has been done.
/// </summary>
static class MigrateCommand
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    static Option<bool> Wait { get; } = new("--wait")
    {
        Description = "Change nothing: wait until the database answers and its schema is what this version needs. For init containers.",
    };

    static Option<bool> Contract { get; } = new("--contract")
    {
        Description = "Also run migrations that shut out servers of an older release while such servers are running: they stop taking commands at that moment.",
    };

    public static Command Build()
    {
        var command = new Command("migrate", "Bring the database's schema up to date, and say what was done.") { ServeCommand.Database, Wait, Contract };
        command.SetAction(RunAsync);
        return command;
    }

    static Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var database = ServeCommand.ConnectionString(parsed);
        return StoreUse.RunAsync(() => parsed.GetValue(Wait) ? WaitAsync(database, cancel) : MigrateAsync(database, parsed.GetValue(Contract), cancel));
    }

    static async Task<int> MigrateAsync(string? database, bool contractNow, CancellationToken cancel)
    {
        await using var store = Stores.Open(database, TimeProvider.System, new StoreOptions { ContractNow = contractNow });
        return await RunAsync(store, cancel);
    }

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

    static async Task<int> WaitAsync(string? database, CancellationToken cancel)
    {
        string? told = null;
        while (await WhyNotYetAsync(database, cancel) is { } why)
        {
            if (why != told) Console.WriteLine($"{told = why} Waiting.");
            await Task.Delay(LookEvery, cancel);
        }

        Console.WriteLine("The schema is up to date.");
        return 0;
    }

    /// <summary>What there is to wait for, or null. What waiting does not mend, such as a database of a newer version, is thrown.</summary>
    static async Task<string?> WhyNotYetAsync(string? database, CancellationToken cancel)
    {
        try
        {
            await using var store = Stores.OpenReadOnly(database, TimeProvider.System, new StoreOptions());
            await store.MigrateAsync(cancel);
            return null;
        }
        catch (StoreRefusedException e) when (e.LacksMigration)
        {
            return e.Message;
        }
        catch (Exception e) when (e is DbException or TimeoutException or SocketException)
        {
            // Messages of databases can repeat what stands in a row.
            return $"The database does not answer yet ({e.GetType().Name}).";
        }
    }
}
