using System.Globalization;

namespace Arbiter.LoadTests.Processes;

/// <summary>Reads what the kernel counts for a process (Linux /proc).</summary>
public static class ProcessFigures
{
    const double TicksPerSecond = 100; // USER_HZ: fixed in the kernel's interface.

    /// <summary>CPU seconds of a process, its living children and those it has waited for.</summary>
    public static double CpuSeconds(int pid)
    {
        var ticks = 0L;
        foreach (var (id, parent, own, waitedFor) in AllStats())
        {
            if (id == pid)
                ticks += own + waitedFor;
            else if (parent == pid)
                ticks += own + waitedFor;
        }
        return ticks / TicksPerSecond;
    }

    /// <summary>CPU seconds of this process alone.</summary>
    public static double OwnCpuSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>CPU seconds of the children of this process that have ended.</summary>
    public static double EndedChildrenCpuSeconds() => ReadStat(Environment.ProcessId)?.WaitedFor / TicksPerSecond ?? 0;

    /// <summary>CPU seconds that all processes of the machine have used, and that its host gave to other machines.</summary>
    public static double MachineCpuSeconds()
    {
        // user, nice, system, (idle, iowait,) irq, softirq, steal
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new[] { 1, 2, 3, 6, 7, 8 }.Sum(field => long.Parse(fields[field], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Memory that a process has in RAM now; MiB.</summary>
    public static double ResidentMb(int pid) => StatusKb(pid, "VmRSS:") / 1024.0;

    /// <summary>The most memory that a process ever had in RAM; MiB.</summary>
    public static double PeakResidentMb(int pid) => StatusKb(pid, "VmHWM:") / 1024.0;

    /// <summary>Bytes that a process caused to be written to storage, 0 when the kernel does not tell.</summary>
    public static long WrittenBytes(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/io").First(text => text.StartsWith("write_bytes", StringComparison.Ordinal));
            return long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    // A line reads "VmRSS:	   12345 kB".
    static long StatusKb(int pid, string name)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(text => text.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length).Trim()[..^3], CultureInfo.InvariantCulture);
    }

    static IEnumerable<(int Id, int Parent, long Own, long WaitedFor)> AllStats() =>
        from directory in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out _)
        let stat = ReadStat(int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture))
        where stat is not null
        select stat.Value;

    static (int Id, int Parent, long Own, long WaitedFor)? ReadStat(int pid)
    {
        try
        {
            // The name may hold anything, so fields are counted from the parenthesis that ends it.
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            long Field(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
            return (pid, (int)Field(4), Field(14) + Field(15), Field(16) + Field(17));
        }
        catch (IOException)
        {
            return null; // It ended meanwhile.
        }
    }
}
