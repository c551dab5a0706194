using System.Text;
using Arbiter.Domain;
using Arbiter.Engine;
using Arbiter.Engine.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Arbiter.Imports.Tests;

/// <summary>An engine that is busy, or away for a moment, costs an import time and no row.</summary>
public sealed class BusyEngineTests
{
    [Fact]
    public async Task Rows_are_asked_for_again_while_the_engine_is_busy_or_away()
    {
        BusyEngine? busy = null;
        await using var server = await RunningServer.StartAsync(customize: builder =>
            builder.Services.AddSingleton<IArbiterEngine>(services => busy = new BusyEngine(services.GetRequiredService<LocalEngine>())));
        var lines = await server.ImportAsync(Encoding.UTF8.GetBytes("phone\n" + string.Join('\n', Enumerable.Range(0, 300).Select(i => $"1396{i * 13 + 2_000_000:D7}"))));
        Assert.Equal(300, lines[^1].GetProperty("summary").GetProperty("granted").GetInt32());
        Assert.True(busy!.Refused > 50);
        // Half of those that failed had been decided: the retry got that ruling and no second one.
        Assert.True(lines[^1].GetProperty("summary").GetProperty("replayed").GetInt32() > 20);
        Assert.True((await server.VerifyAsync()).Holds);
    }

    /// <summary>Fails the first asking for every third row: in turn before it was decided, and after.</summary>
    sealed class BusyEngine(IArbiterEngine inner) : IArbiterEngine
    {
        readonly HashSet<string> failed = [];
        int claims;

        public int Refused => failed.Count;

        public Reference Reference => inner.Reference;

        public EngineHealth Health => inner.Health;

        public async Task<Executed> ExecuteAsync(Command command, Request? request = null)
        {
            var wait = TimeSpan.FromMilliseconds(20);
            var (fails, decided) = (false, false);
            if (command is ClaimCustomer && request is { } asked)
            {
                lock (failed)
                {
                    fails = ++claims % 3 == 0 && failed.Add(asked.Key.Key);
                    decided = failed.Count % 2 == 0;
                }
            }

            if (fails && !decided) throw new OverloadedException(wait);
            var executed = await inner.ExecuteAsync(command, request);
            return fails ? throw new UnavailableException("Lost after the decision.", wait) : executed;
        }
    }
}
