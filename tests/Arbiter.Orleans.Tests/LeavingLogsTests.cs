using Arbiter.Orleans.Silos;
using Microsoft.Extensions.Logging;

namespace Arbiter.Orleans.Tests;

/// <summary>A rolling restart shows no errors that are none, and hides none that is one.</summary>
public sealed class LeavingLogsTests
{
    [Theory]
    [InlineData(false, true, LogLevel.Error)]
    [InlineData(true, true, LogLevel.Debug)]
    [InlineData(true, false, LogLevel.Error)]
    public void Calls_that_are_given_up_are_no_errors_once_the_silo_leaves(bool leaves, bool givenUp, LogLevel expected)
    {
        var levels = new Levels();
        using var outer = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(levels));
        using var logs = new LeavingLogs(outer);
        var log = logs.CreateLogger("Orleans");
        if (leaves) logs.Leave();

        log.Log(LogLevel.Error, default, "read", givenUp ? new TaskCanceledException() : new InvalidOperationException(), (state, _) => state);

        Assert.Equal([expected], levels.All);
    }

    sealed class Levels : ILoggerProvider, ILogger
    {
        public List<LogLevel> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Add(logLevel);

        public void Dispose()
        {
        }
    }
}
