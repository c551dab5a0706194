using System.Collections.Immutable;
using Arbiter.Domain.Access;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain;

/// <summary>What every decision may look up: the policies, the roster and the tokens. Small, immutable, always in memory.</summary>
public sealed record Reference(
    ImmutableDictionary<Scope, Policy> Policies, RosterState Roster, ImmutableDictionary<string, AccessToken> Tokens)
{
    public static Reference Empty { get; } = new(
        ImmutableDictionary<Scope, Policy>.Empty.Add(Scope.Default, Policy.DefaultFor(Scope.Default)),
        RosterState.Empty,
        ImmutableDictionary<string, AccessToken>.Empty);

    public Policy? PolicyOf(Scope scope) => Policies.GetValueOrDefault(scope);

    public Rep? Find(RepId rep) => Roster.Reps.GetValueOrDefault(rep);
}
