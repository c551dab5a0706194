using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Compare;

/// <summary>What a load cost from one moment to another.</summary>
/// <param name="ServerCpuSeconds">CPU of the server.</param>
/// <param name="PostgresCpuSeconds">CPU of PostgreSQL, all its processes.</param>
/// <param name="GeneratorCpuSeconds">CPU of the load generator.</param>
/// <param name="Rows">Rows written.</param>
/// <param name="Bytes">Bytes written.</param>
sealed record Cost(double ServerCpuSeconds, double PostgresCpuSeconds, double GeneratorCpuSeconds, long Rows, long Bytes)
{
    public static Cost operator -(Cost after, Cost before) => new(
        after.ServerCpuSeconds - before.ServerCpuSeconds, after.PostgresCpuSeconds - before.PostgresCpuSeconds,
        after.GeneratorCpuSeconds - before.GeneratorCpuSeconds, after.Rows - before.Rows, after.Bytes - before.Bytes);
}

/// <summary>Reads the counters of all processes that take part.</summary>
/// <param name="serverPid">The server, if there is one.</param>
/// <param name="postgres">PostgreSQL, if it takes part.</param>
/// <param name="database">The database whose rows count.</param>
sealed class CostMeter(int? serverPid, ThrowawayPostgres? postgres, string database)
{
    public async Task<Cost> ReadAsync(CancellationToken stop)
    {
        var server = serverPid is { } pid ? ProcessFigures.CpuSeconds(pid) : 0;
        var generator = serverPid is null ? ProcessFigures.EndedChildrenCpuSeconds() : ProcessFigures.OwnCpuSeconds();
        var storage = postgres is null ? 0 : ProcessFigures.CpuSeconds(postgres.Pid);
        var (rows, bytes) = postgres is not null
            ? await postgres.WrittenAsync(database, stop)
            : (0, ProcessFigures.WrittenBytes(serverPid!.Value));
        return new(server, storage, generator, rows, bytes);
    }
}
