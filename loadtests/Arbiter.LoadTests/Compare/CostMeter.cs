using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Compare;

/// <summary>What a load cost from one moment to another.</summary>
sealed record Cost
{
    /// <summary>CPU of the server.</summary>
    public required double ServerCpuSeconds { get; init; }
    /// <summary>CPU of PostgreSQL, all its processes.</summary>
    public required double PostgresCpuSeconds { get; init; }
    /// <summary>CPU of the load generator.</summary>
    public required double GeneratorCpuSeconds { get; init; }
    /// <summary>CPU of the whole machine.</summary>
    public required double MachineCpuSeconds { get; init; }
    /// <summary>Time that passed.</summary>
    public required double ElapsedSeconds { get; init; }
    /// <summary>Rows written.</summary>
    public required long Rows { get; init; }
    /// <summary>Bytes written.</summary>
    public required long Bytes { get; init; }

    /// <summary>CPU that processes outside the comparison took, in percent of all cores: above a few, the figures mean little.</summary>
    public double OthersCpuPercent => Math.Max(0, 100 / ElapsedSeconds / Environment.ProcessorCount
        * (MachineCpuSeconds - ServerCpuSeconds - PostgresCpuSeconds - GeneratorCpuSeconds));

    public static Cost operator -(Cost after, Cost before) => new()
    {
        ServerCpuSeconds = after.ServerCpuSeconds - before.ServerCpuSeconds,
        PostgresCpuSeconds = after.PostgresCpuSeconds - before.PostgresCpuSeconds,
        GeneratorCpuSeconds = after.GeneratorCpuSeconds - before.GeneratorCpuSeconds,
        MachineCpuSeconds = after.MachineCpuSeconds - before.MachineCpuSeconds,
        ElapsedSeconds = after.ElapsedSeconds - before.ElapsedSeconds,
        Rows = after.Rows - before.Rows,
        Bytes = after.Bytes - before.Bytes,
    };
}

/// <summary>Reads the counters of all processes that take part.</summary>
/// <param name="serverPids">The servers, if there are any.</param>
/// <param name="postgres">PostgreSQL, if it takes part.</param>
/// <param name="database">The database whose rows count.</param>
sealed class CostMeter(IReadOnlyList<int> serverPids, ThrowawayPostgres? postgres, string database)
{
    /// <summary>Rows are counted by a PostgreSQL, whose sessions tell of them late.</summary>
    public bool OnPostgres => postgres is not null;

    public async Task<Cost> ReadAsync(CancellationToken stop)
    {
        var server = serverPids.Sum(ProcessFigures.CpuSeconds);
        var generator = serverPids.Count == 0 ? ProcessFigures.EndedChildrenCpuSeconds() : ProcessFigures.OwnCpuSeconds();
        var storage = postgres is null ? 0 : ProcessFigures.CpuSeconds(postgres.Pid);
        var (rows, bytes) = postgres is not null
            ? await postgres.WrittenAsync(database, stop)
            : (0, serverPids.Sum(ProcessFigures.WrittenBytes));
        return new()
        {
            ServerCpuSeconds = server,
            PostgresCpuSeconds = storage,
            GeneratorCpuSeconds = generator,
            MachineCpuSeconds = ProcessFigures.MachineCpuSeconds(),
            ElapsedSeconds = Environment.TickCount64 / 1000.0,
            Rows = rows,
            Bytes = bytes,
        };
    }
}
