using System.Diagnostics;
using System.Net;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Processes;

/// <summary>A .NET server that is started for a measurement and ends with it.</summary>
sealed class ServerProcess : IAsyncDisposable
{
    static readonly TimeSpan startLimit = TimeSpan.FromSeconds(60);
    static readonly TimeSpan stopGrace = TimeSpan.FromSeconds(10);

    readonly Process process;
    readonly string logFile;
    readonly Task logging;

    ServerProcess(Process process, Target target, string logFile)
    {
        (this.process, Target, this.logFile) = (process, target, logFile);
        logging = LogAsync();
    }

    public int Pid => process.Id;
    public Target Target { get; }

    /// <summary>Starts a server and waits until a path of it answers anything but 5xx (an unknown path is an answer too).</summary>
    public static async Task<ServerProcess> StartAsync(
        string dll, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string readyPath, string logFile, CancellationToken stop)
    {
        if (!File.Exists(dll))
            throw new FileNotFoundException($"{dll} is not built: dotnet build -c Release its project first.");
        var target = new Target(new IPEndPoint(IPAddress.Loopback, Tool.FreePort()));
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments, "--urls", target.Address.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(logFile),
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var server = new ServerProcess(Process.Start(start)!, target, logFile);
        try
        {
            await server.WaitUntilReadyAsync(readyPath, stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            Signals.Send(process.Id, Signals.Terminate);
        using var grace = new CancellationTokenSource(stopGrace);
        try
        {
            await process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        await logging;
        process.Dispose();
    }

    async Task WaitUntilReadyAsync(string readyPath, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = Target.Address, Timeout = TimeSpan.FromSeconds(5) };
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < startLimit && !process.HasExited; await Task.Delay(100, stop))
        {
            try
            {
                using var answer = await http.GetAsync(readyPath, stop);
                if ((int)answer.StatusCode < 500)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
        var tail = File.Exists(logFile) ? string.Join('\n', File.ReadLines(logFile).TakeLast(30)) : "";
        throw new InvalidOperationException($"The server is not ready {(process.HasExited ? $"(it ended with {process.ExitCode})" : "in time")}:\n{tail}");
    }

    async Task LogAsync()
    {
        await using var log = TextWriter.Synchronized(new StreamWriter(logFile, append: true) { AutoFlush = true });
        await Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError));

        async Task CopyAsync(StreamReader from)
        {
            while (await from.ReadLineAsync() is { } line)
                log.WriteLine(line);
        }
    }
}
