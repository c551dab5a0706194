using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Arbiter.LoadTests.Engine;

/// <summary>The other end of an <see cref="EngineSession"/>: starts the process, asks it for loads, and ends it.</summary>
sealed class EngineProcess : IAsyncDisposable
{
    static readonly TimeSpan stopGrace = TimeSpan.FromSeconds(30);

    readonly Process process;
    readonly Task<string> errors;

    EngineProcess(Process process) => (this.process, errors) = (process, process.StandardError.ReadToEndAsync());

    public int Pid => process.Id;

    public static async Task<EngineProcess> StartAsync(string journal, int seed, CancellationToken stop)
    {
        string[] arguments = [typeof(EngineProcess).Assembly.Location, "engine", "--journal", journal, "--seed", $"{seed}"];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The load tests switch the concurrent collector off for themselves; the server, of which this is a part, runs with it.
        start.Environment["DOTNET_gcConcurrent"] = "1";
        var engine = new EngineProcess(Process.Start(start)!);
        try
        {
            var line = await engine.ReadAsync(stop);
            return line == EngineSession.Ready ? engine : throw new InvalidOperationException($"The engine's process says: {line}");
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has the engine loaded for a while.</summary>
    public async Task<EngineRun> RunAsync(string load, TimeSpan during, CancellationToken stop)
    {
        await process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{load} {during.TotalSeconds}"));
        await process.StandardInput.FlushAsync(stop);
        return JsonSerializer.Deserialize<EngineRun>(await ReadAsync(stop))!;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var grace = new CancellationTokenSource(stopGrace);
        try
        {
            await process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }

    async Task<string> ReadAsync(CancellationToken stop) => await process.StandardOutput.ReadLineAsync(stop)
        ?? throw new InvalidOperationException($"The engine's process ended: {await errors}");
}
