namespace Arbiter.Simulation.Kernel;

/// <summary>Everything that happened in a world: a running hash of all of it, and the last lines for whoever has to find out why.</summary>
public sealed class Trace(int tail)
{
    readonly Queue<string> lines = new();

    /// <summary>FNV-1a over every line: two runs of a seed must agree on it.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    public long Length { get; private set; }

    public IEnumerable<string> Tail => lines;

    public void Add(string line)
    {
        foreach (var c in line) Hash = (Hash ^ c) * 1099511628211;
        Hash = (Hash ^ '\n') * 1099511628211;
        Length++;
        lines.Enqueue(line);
        if (lines.Count > tail) lines.Dequeue();
    }
}
