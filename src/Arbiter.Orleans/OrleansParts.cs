using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Orleans.Grains;
using Arbiter.Orleans.Streams;

namespace Arbiter.Orleans;

/// <summary>What outlives a silo's lives in this process, and what the turns tell: made before the engine that runs them.</summary>
public sealed class OrleansParts
{
    public OrleansParts()
    {
        Cluster = new ClusterView(Time);
        Records = new OwnRecords(Cluster);
    }

    /// <summary>The machine's time, whatever the clock is that turns are decided by: silos tell each other deadlines, and their membership runs on it.</summary>
    internal static TimeProvider Time => TimeProvider.System;

    internal ClusterView Cluster { get; }

    internal OwnRecords Records { get; }

    /// <summary>For <see cref="LocalEngineOptions.Listener"/>.</summary>
    public ICommitListener Listener => Records;
}
