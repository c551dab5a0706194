using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Arbiter.Server.Tests.Running;

/// <summary>Keeps every log line with all it says: message, values and exception.</summary>
sealed class CapturedLogs : ILoggerProvider, ILogger
{
    readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Lines => lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull
    {
        lines.Enqueue($"scope {state}");
        return null;
    }

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
