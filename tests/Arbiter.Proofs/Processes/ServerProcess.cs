using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Arbiter.Proofs.Faults;
using Arbiter.Server.Access;

namespace Arbiter.Proofs.Processes;

/// <summary>
/// The server as people run it: a process of its own, on one port for as long as the test lasts. It can be killed without warning, told to end, and started
/// again. <paramref name="program"/> is which one.
/// </summary>
/// <param name="engine">Which engine decides, and what it needs to know. Null: the local one.</param>
/// <param name="host">Where it runs, when not on this machine's own network.</param>
public sealed class ServerProcess(
    string connectionString, int? port = null, string program = ServerProcess.Product, EngineChoice? engine = null, NetworkHost? host = null) : IAsyncDisposable
{
    public const string AdminToken = "proofs-admin-token";
    public const string Product = "Arbiter.Server";

    /// <summary>The same program with further migrations.</summary>
    public const string NextRelease = "Arbiter.NextRelease";
    const int Terminate = 15;
    const int Continue = 18;
    const int Stop = 19;
    const int LinesKept = 400;

    /// <summary>What a library logs while its neighbours die drowns them.</summary>
    static readonly string[] OwnFaults = [" fail: Arbiter.", " crit: Arbiter."];
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    readonly ConcurrentQueue<string> lines = new();
    readonly ConcurrentQueue<string> faults = new();
    readonly HttpClient http = new(NetworkHost.Handler(host)) { Timeout = TimeSpan.FromSeconds(5) };
    Process? process;

    public Uri Address { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://{host?.Address ?? "127.0.0.1"}:{port ?? FreePort()}"));

    /// <summary>The last lines that all its lives wrote; before them its own faults, also those that were long ago.</summary>
    public string Output => string.Join('\n', faults.Concat(lines));

    public bool HasExited => process?.HasExited != false;

    /// <summary>Starts a life and waits until it is ready to decide and knows its first admin.</summary>
    public async Task StartAsync()
    {
        Launch();
        await Poll.UntilAsync("the server gets ready", StartLimit, async () =>
        {
            if (HasExited) throw new InvalidOperationException($"The server ended with {process!.ExitCode} instead of getting ready:\n{Output}");
            return await StatusAsync("/readyz") == HttpStatusCode.OK && await StatusAsync("/api/v1/me") == HttpStatusCode.OK;
        });
    }

    /// <summary>Starts a life that is not expected to last, and returns its exit code.</summary>
    public async Task<int> RunToEndAsync(params string[] command)
    {
        Launch(command);
        return await ExitAsync();
    }

    /// <summary>SIGKILL: as by a power cut, as far as the process can tell.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>SIGTERM; returns the exit code once it has ended.</summary>
    public Task<int> StopAsync()
    {
        Signal(Terminate);
        return ExitAsync();
    }

    /// <summary>SIGSTOP: nothing of it runs any more, but its connections stand.</summary>
    public void Pause() => Signal(Stop);

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public void Resume() => Signal(Continue);

    /// <summary>What a public or admin address answers; null when nothing answers.</summary>
    public async Task<HttpStatusCode?> StatusAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path)) { Headers = { { "Authorization", "Bearer " + AdminToken } } };
        try
        {
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>What a public address tells, whatever its status.</summary>
    public async Task<string> BodyAsync(string path)
    {
        using var answer = await http.GetAsync(new Uri(Address, path));
        return await answer.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (process is { HasExited: false }) await KillAsync();
        process?.Dispose();
    }

    void Launch(params string[] command)
    {
        if (command.Length == 0) command = ["serve", "--urls", Address.ToString(), .. engine?.Arguments ?? []];
        string[] line = [.. host?.Command ?? [], "dotnet", Path.Combine(AppContext.BaseDirectory, program + ".dll"), .. command];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var setting in engine?.Settings.AsEnumerable() ?? []) start.Environment[setting.Key] = setting.Value;
        start.Environment["ConnectionStrings__Arbiter"] = connectionString;
        start.Environment[FirstToken.Setting] = AdminToken;
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        process?.Dispose();
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await process!.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The server did not end within {StopLimit.TotalSeconds:F0} s:\n{Output}");
        }

        return process.ExitCode;
    }

    void Keep(string? line)
    {
        if (line is null) return;
        Keep(line, lines);
        if (OwnFaults.Any(fault => line.Contains(fault, StringComparison.Ordinal))) Keep(line, faults);
    }

    static void Keep(string line, ConcurrentQueue<string> kept)
    {
        kept.Enqueue(line);
        while (kept.Count > LinesKept) kept.TryDequeue(out _);
    }

    void Signal(int signal)
    {
        if (kill(process!.Id, signal) != 0) throw new InvalidOperationException("The server is not there to be signalled.");
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc")]
    static extern int kill(int pid, int signal);
}
