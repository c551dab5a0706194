using Microsoft.Extensions.Logging;

namespace Arbiter.Orleans.Silos;

/// <summary>
/// What a silo logs. Once it leaves, calls that are given up for that reason are no errors: Orleans logs them as such, and a rolling restart that shows errors each time
/// teaches people not to look at errors. Everything else stays what it is.
/// </summary>
sealed class LeavingLogs(ILoggerFactory logs) : ILoggerFactory
{
    volatile bool leaving;

    /// <summary>From now on calls are given up because the silo ends.</summary>
    public void Leave() => leaving = true;

    public ILogger CreateLogger(string categoryName) => new Logger(this, logs.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => logs.AddProvider(provider);

    /// <summary>The server's own, which outlives its silos.</summary>
    public void Dispose()
    {
    }

    sealed class Logger(LeavingLogs owner, ILogger log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var level = logLevel > LogLevel.Debug && owner.leaving && exception is OperationCanceledException ? LogLevel.Debug : logLevel;
            if (log.IsEnabled(level)) log.Log(level, eventId, state, exception, formatter);
        }
    }
}
