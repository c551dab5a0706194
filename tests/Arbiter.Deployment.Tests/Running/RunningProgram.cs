using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Arbiter.Deployment.Tests.Running;

/// <summary>A process with what it wrote so far.</summary>
sealed class RunningProgram : IAsyncDisposable
{
    const int Terminate = 15;
    readonly ConcurrentQueue<string> lines = new();
    readonly Process process;

    public RunningProgram(ProcessStartInfo start)
    {
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', lines);

    public bool HasExited => process.HasExited;

    /// <summary>The program as it is started on a machine that is no cluster, with these arguments.</summary>
    public static RunningProgram Plain(params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Arbiter.Server.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        return new RunningProgram(start);
    }

    /// <summary>Its exit code, once it has ended by itself.</summary>
    /// <exception cref="TimeoutException">It has not.</exception>
    public async Task<int> EndAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"It did not end within {limit.TotalSeconds} s:\n{Output}");
        }

        return process.ExitCode;
    }

    /// <summary>SIGTERM, as a node sends it.</summary>
    public void Stop()
    {
        if (kill(process.Id, Terminate) != 0) throw new InvalidOperationException("It is not there to be told.");
    }

    /// <summary>Waits for a condition, and not longer than the program lives.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        for (var began = Stopwatch.GetTimestamp(); !await holds(); await Task.Delay(50))
        {
            if (HasExited) throw new InvalidOperationException($"It ended with {process.ExitCode} before {what}:\n{Output}");
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(60)) throw new TimeoutException($"In vain: {what}.\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    void Keep(string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }

    [DllImport("libc")]
    static extern int kill(int pid, int signal);
}
