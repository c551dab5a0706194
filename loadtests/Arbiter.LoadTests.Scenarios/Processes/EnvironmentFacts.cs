using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Arbiter.LoadTests.Processes;

/// <summary>What a figure was measured on; without it no figure means anything.</summary>
/// <param name="Cores">Cores that server, database and generator share.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="MemoryMb">Memory; MiB.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="OperatingSystem">The operating system.</param>
/// <param name="Postgres">The PostgreSQL installed, if any.</param>
public sealed record EnvironmentFacts(int Cores, string Processor, long MemoryMb, string Runtime, string OperatingSystem, string Postgres)
{
    /// <summary>Looks at this machine.</summary>
    public static EnvironmentFacts Look() => new(
        Environment.ProcessorCount,
        FirstValue("/proc/cpuinfo", "model name"),
        long.Parse(FirstValue("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) / 1024,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        PostgresVersion());

    static string FirstValue(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "0";

    static string PostgresVersion()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("pg_config", "--version") { RedirectStandardOutput = true });
            return process!.StandardOutput.ReadToEnd().Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "none";
        }
    }
}
