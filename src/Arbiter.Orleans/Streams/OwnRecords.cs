using System.Threading.Channels;
using Arbiter.Engine.Journal;
using Arbiter.Orleans.Grains;

namespace Arbiter.Orleans.Streams;

/// <summary>
/// What this process committed and other silos are yet to be told. Never holds up a commit: when the stream is slower than the log, the oldest are dropped, and the
/// others find them in the log.
/// </summary>
sealed class OwnRecords(ClusterView cluster) : ICommitListener
{
    /// <summary>Commits; some tens of milliseconds' worth.</summary>
    const int Kept = 64;

    readonly Channel<LogPiece> commits = Channel.CreateBounded<LogPiece>(
        new BoundedChannelOptions(Kept) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true });

    public bool Listens => !cluster.IsAlone;

    public void Hear(LogPiece committed) => commits.Writer.TryWrite(committed);

    public ChannelReader<LogPiece> Reader => commits.Reader;
}
