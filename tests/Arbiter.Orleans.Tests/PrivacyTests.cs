using System.Collections.Concurrent;
using Arbiter.Orleans.Routing;
using Arbiter.Orleans.Tests.Running;
using Arbiter.Server.Tests.Running;
using Microsoft.Extensions.Logging;

namespace Arbiter.Orleans.Tests;

/// <summary>Orleans writes names of grains, arguments of calls and stored states into its logs: no identifier of a customer may be in them.</summary>
public sealed class PrivacyTests
{
    [Fact]
    public async Task No_log_line_holds_an_identifier_however_much_is_logged()
    {
        var lines = new Lines();
        using var logs = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(lines));
        var database = await PostgresFixture.NewDatabaseAsync();
        await using var one = await Member.StartAsync(database, logs: logs, seed: 1);
        await using var other = await Member.StartAsync(database, logs: logs, seed: 2);
        await one.AddRepsAsync(2);
        await Until.Is(() => other.Feed.Head >= one.Feed.Head, "both know the roster");
        for (var key = 0; key < 20; key++)
        {
            await one.ClaimAsync(0, key);
            await other.ClaimAsync(1, key);
        }

        Assert.True(lines.All.Count > 100);
        var keys = Enumerable.Range(0, 20).Select(k => Member.KeyOf(k).Value).ToList();
        Assert.DoesNotContain(lines.All, line => keys.Any(key => line.Contains(key, StringComparison.Ordinal) || line.Contains(key[1..], StringComparison.Ordinal)));
    }

    [Fact]
    public void The_name_of_a_grain_tells_nothing_without_the_secret()
    {
        var (one, other) = (new GrainKeys(new byte[32]), new GrainKeys([1, .. new byte[31]]));
        var key = Member.KeyOf(1);

        Assert.Equal(one.Of(key), new GrainKeys(new byte[32]).Of(key));
        Assert.NotEqual(one.Of(key), other.Of(key));
        Assert.NotEqual(one.Of(key), one.Of(Member.KeyOf(2)));
    }

    sealed class Lines : ILoggerProvider, ILogger
    {
        readonly ConcurrentQueue<string> lines = new();

        public IReadOnlyCollection<string> All => lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(" ", pairs.Select(p => $"{p.Key}={p.Value}")) : "";
            lines.Enqueue($"{level} {formatter(state, exception)} {values} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
