using System.Globalization;
using System.Text.Json;
using Arbiter.Engine.Journal;
using Arbiter.LoadTests.Compare;
using Arbiter.Storage;

namespace Arbiter.LoadTests.Engine;

/// <summary>
/// An engine in a process of its own, so that its CPU is metered as a server's is, driven by lines: <c>storm 8</c> or <c>hot 8</c> asks for so many
/// seconds of load, and is answered with an <see cref="EngineRun"/> as JSON in one line. The end of the input ends it.
/// </summary>
static class EngineSession
{
    public const int Callers = 64;
    public const string InMemory = "memory";
    public const string Ready = "ready";

    /// <summary>Runs until the input ends.</summary>
    /// <param name="journal">What it stores in: <see cref="InMemory"/>, or the connection string of an empty database.</param>
    /// <param name="seed">Chooses customers and reps.</param>
    /// <param name="input">Where the asking lines come from.</param>
    /// <param name="output">Where the answers go; the first line is <see cref="Ready"/>.</param>
    /// <param name="stop">Ends it early.</param>
    public static async Task RunAsync(string journal, int seed, TextReader input, TextWriter output, CancellationToken stop)
    {
        await using var store = journal == InMemory ? null : Stores.Open(journal, TimeProvider.System, new StoreOptions());
        if (store is not null)
            await store.MigrateAsync(stop);
        IJournal keeper = store?.Journal ?? new MemoryJournal(TimeProvider.System);
        await using var engine = await EngineSetup.StartAsync(keeper, seed, TimeProvider.System, stop);
        var load = new EngineLoad(engine, seed, Callers);
        await TellAsync(Ready);
        while (await input.ReadLineAsync(stop) is { } line)
            await TellAsync(JsonSerializer.Serialize(await RunAsync(load, line)));

        async Task TellAsync(string line)
        {
            await output.WriteLineAsync(line);
            await output.FlushAsync(stop);
        }
    }

    static Task<EngineRun> RunAsync(EngineLoad load, string line)
    {
        if (line.Split(' ') is not [var name, var text] || !double.TryParse(text, CultureInfo.InvariantCulture, out var seconds))
            throw new FormatException($"'{line}' is not a load and a number of seconds.");
        var during = TimeSpan.FromSeconds(seconds);
        return name switch
        {
            Loads.Storm => load.StormAsync(during),
            Loads.Hot => load.HotAsync(during),
            _ => throw new FormatException($"No load is called '{name}'."),
        };
    }
}
