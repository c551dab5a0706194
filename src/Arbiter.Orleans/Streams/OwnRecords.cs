using System.Threading.Channels;
using Arbiter.Engine.Journal;
using Arbiter.Orleans.Grains;

namespace Arbiter.Orleans.Streams;

/// <summary>
/// What this process committed and other silos are yet to be told. Never holds up a commit: when the stream is slower than the log, the oldest are dropped, and the
/// others find them in the log.
/// </summary>
sealed class OwnRecords(ClusterView cluster)
{
    /// <summary>Commits; some tens of milliseconds' worth.</summary>
    const int Kept = 64;

    readonly Channel<IReadOnlyList<LogRecord>> commits = Channel.CreateBounded<IReadOnlyList<LogRecord>>(
        new BoundedChannelOptions(Kept) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true });

    /// <summary>Called by the engine between turns.</summary>
    public void Add(IReadOnlyList<LogRecord> records)
    {
        if (!cluster.IsAlone) commits.Writer.TryWrite(records);
    }

    public ChannelReader<IReadOnlyList<LogRecord>> Reader => commits.Reader;
}
