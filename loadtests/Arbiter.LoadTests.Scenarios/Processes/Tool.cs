using System.Diagnostics;

namespace Arbiter.LoadTests.Processes;

/// <summary>Runs a command to its end.</summary>
static class Tool
{
    /// <summary>Returns what it printed; throws with what it complained about when it fails.</summary>
    public static async Task<string> RunAsync(CancellationToken stop, string file, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{file} does not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(stop);
            var errors = process.StandardError.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{file} ended with {process.ExitCode}: {await errors}{await output}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true); // What it started must not outlive it either.
        }
    }

    /// <summary>A port of 127.0.0.1 that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
