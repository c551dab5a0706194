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
/// <param name="WriteBack">How long the system holds changed pages back, and how often it looks for those that are old enough; on Linux. It makes the worst of what commits wait for.</param>
public sealed record EnvironmentFacts(int Cores, string Processor, long MemoryMb, string Runtime, string OperatingSystem, string Postgres, string WriteBack)
{
    static readonly string[] WriteBackSettings = ["dirty_expire_centisecs", "dirty_writeback_centisecs"];

    /// <summary>All of it in a line.</summary>
    public override string ToString() => $"{Cores} cores ({Processor}), {MemoryMb:#,0} MiB, {Runtime}, {OperatingSystem}, {Postgres}, {WriteBack}";

    /// <summary>Looks at this machine.</summary>
    public static EnvironmentFacts Look() => new(
        Environment.ProcessorCount,
        FirstValue("/proc/cpuinfo", "model name"),
        long.Parse(FirstValue("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) / 1024,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        PostgresVersion(),
        string.Join(", ", WriteBackSettings.Select(name => $"vm.{name}={Setting(name)}")));

    static string Setting(string name)
    {
        try
        {
            return File.ReadAllText("/proc/sys/vm/" + name).Trim();
        }
        catch (IOException)
        {
            return "unknown";
        }
    }

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
