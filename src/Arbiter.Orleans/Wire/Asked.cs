using Arbiter.Domain;
using Arbiter.Engine;
using Orleans;

namespace Arbiter.Orleans.Wire;

/// <summary>A command on its way to the grain that decides it. Within a silo it is handed over as it is; between silos it is written as <see cref="AskedForm"/>.</summary>
[Immutable]
public sealed class Asked(Command command, Request? request, DateTimeOffset deadline)
{
    public Command Command => command;

    public Request? Request => request;

    /// <summary>When the caller stops waiting.</summary>
    public DateTimeOffset Deadline => deadline;

    /// <summary>The kind alone: Orleans writes arguments of calls into logs and errors, and what is asked is personal.</summary>
    public override string ToString() => command.GetType().Name;
}
