using Arbiter.Domain;
using Arbiter.Engine;
using Arbiter.Engine.Turns;
using Arbiter.Simulation.Replicas;

namespace Arbiter.Simulation.Workload;

/// <summary>Something a client wants, and one after another its attempts to get it.</summary>
sealed class Operation(int number, Command command, Request? request)
{
    public int Number => number;

    public Command Command => command;

    public Request? Request => request;

    public long FirstMs { get; set; }

    public int Attempts { get; set; }

    public Turn? Turn { get; set; }

    public Replica? At { get; set; }

    /// <summary>The end of what anybody had been told when this attempt began: its answer may not stand before it.</summary>
    public long Floor { get; set; }

    /// <summary>The earliest and the latest that the replica's clock showed during this attempt.</summary>
    public DateTimeOffset Earliest { get; set; }

    public DateTimeOffset Latest { get; set; }

    /// <summary>The positions of its events: one stretch of the log, whatever was tried how often.</summary>
    public (long First, long Last)? Logged { get; set; }

    /// <summary>Somebody was told that it cannot be done, for good.</summary>
    public bool Rejected { get; set; }

    public override string ToString() => $"#{number} {command.GetType().Name}{(request is null ? "" : "*")}";
}
