using System.Collections.Immutable;
using Arbiter.Domain.Access;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain;

/// <summary>What every decision may look up: the policies, the roster and the tokens. Small, immutable, always in memory.</summary>
public sealed record Reference(
    ImmutableDictionary<Scope, Policy> Policies, RosterState Roster, ImmutableDictionary<string, AccessToken> Tokens)
{
    /// <summary>Keys that a person said are shared before any customer had them.</summary>
    public ImmutableHashSet<CustomerKey> SharedKeys { get; init; } = [];

    public static Reference Empty { get; } = new(
        ImmutableDictionary<Scope, Policy>.Empty.Add(Scope.Default, Policy.DefaultFor(Scope.Default)),
        RosterState.Empty,
        ImmutableDictionary<string, AccessToken>.Empty);

    public Policy? PolicyOf(Scope scope) => Policies.GetValueOrDefault(scope);

    /// <summary>Whether the key is shared whoever may come to have it. Nearly always there is none such, and then nothing is hashed.</summary>
    public bool IsShared(CustomerKey key) => !SharedKeys.IsEmpty && SharedKeys.Contains(key);

    /// <summary>The reference after something was said of a key that nobody has.</summary>
    public Reference Mark(KeyMark mark) => this with { SharedKeys = mark.After.Marked ? SharedKeys.Add(mark.Key) : SharedKeys.Remove(mark.Key) };

    public Rep? Find(RepId rep) => Roster.Reps.GetValueOrDefault(rep);
}
