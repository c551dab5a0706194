using System.Collections.Immutable;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Relay;

/// <summary>
/// What the leader commits, for the replicas that ask it: they are spared reading it from the database, and have it before the answers that speak of it. Made before the engine that
/// tells it, and before anybody asks.
/// </summary>
public sealed class RelayNews : ICommitListener
{
    ImmutableList<Action<LogPiece>> readers = [];

    public bool Listens => !Volatile.Read(ref readers).IsEmpty;

    public void Hear(LogPiece committed)
    {
        foreach (var reader in Volatile.Read(ref readers)) reader(committed);
    }

    /// <summary>From now on <paramref name="reader"/> is told of every commit, until what is returned is disposed. It must be quick.</summary>
    internal IDisposable Read(Action<LogPiece> reader)
    {
        ImmutableInterlocked.Update(ref readers, static (all, one) => all.Add(one), reader);
        return new Reading(this, reader);
    }

    sealed class Reading(RelayNews news, Action<LogPiece> reader) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref news.readers, static (all, one) => all.Remove(one), reader);
    }
}
