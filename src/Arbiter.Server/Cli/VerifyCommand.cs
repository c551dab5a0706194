using System.CommandLine;
using Arbiter.Engine.Verification;
using Arbiter.Storage;

namespace Arbiter.Server.Cli;

/// <summary><c>arbiter verify</c>: proves the log and the tables beside it, also while servers use them.</summary>
static class VerifyCommand
{
    public static Command Build()
    {
        var command = new Command("verify", "Check that the log is whole and that the tables are what it makes of them. Changes nothing.") { ServeCommand.Database };
        command.SetAction(RunAsync);
        return command;
    }

    static Task<int> RunAsync(ParseResult parsed, CancellationToken cancel) => StoreUse.RunAsync(async () =>
    {
        await using var store = Stores.OpenReadOnly(ServeCommand.ConnectionString(parsed), TimeProvider.System, new StoreOptions());
        Console.WriteLine(store.Description);
        await store.MigrateAsync(cancel);
        var progress = new ProgressLine();
        var result = await new LogVerifier(store.Journal, store.Queries).RunAsync(progress, cancel);
        progress.End();
        Console.WriteLine($"{result.Events} events, {result.Customers} customers, {result.Claimants} claimants, {result.KeyCounts} customers with keys");
        if (result.Holds)
        {
            Console.WriteLine("VERIFIED: the log is whole; customers with their latest conflicts and the number of their keys, claimants, policies, roster and tokens are what it makes of them.");
            return 0;
        }

        Console.WriteLine($"NOT VERIFIED: {result.Deviations} deviations{(result.Deviations > result.First.Count ? $", the first {result.First.Count}:" : ":")}");
        foreach (var deviation in result.First) Console.WriteLine($"  {deviation}");
        return 1;
    });

    /// <summary>One line that is written over; nothing where nobody looks.</summary>
    sealed class ProgressLine : IProgress<VerificationProgress>
    {
        const int EveryMs = 200;
        long shownAt;

        public void Report(VerificationProgress value)
        {
            if (Console.IsOutputRedirected || Environment.TickCount64 - shownAt < EveryMs) return;
            shownAt = Environment.TickCount64;
            Console.Write($"\r{value.Stage,-10} {value.Done,12}");
        }

        public void End()
        {
            if (!Console.IsOutputRedirected) Console.Write($"\r{"",24}\r");
        }
    }
}
