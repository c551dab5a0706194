using System.Collections.Immutable;

namespace Arbiter.Domain.Roster;

/// <summary>A rep as the roster knows them. <paramref name="Name"/> is for showing and stands in no event.</summary>
public sealed record Rep(RepId Id, string Name, TeamId? Team, bool Active);

/// <summary>A team of reps.</summary>
public sealed record Team(TeamId Id, string Name);

/// <summary>Everybody who may own customers, and their teams. Immutable: a change makes a new one.</summary>
public sealed record RosterState(ImmutableDictionary<RepId, Rep> Reps, ImmutableDictionary<TeamId, Team> Teams)
{
    public static RosterState Empty { get; } = new(ImmutableDictionary<RepId, Rep>.Empty, ImmutableDictionary<TeamId, Team>.Empty);
}
