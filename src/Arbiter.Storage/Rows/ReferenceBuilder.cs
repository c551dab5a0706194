using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;

namespace Arbiter.Storage.Rows;

/// <summary>Puts the reference together, row by row. Scopes without a stored policy keep the one they have by default.</summary>
sealed class ReferenceBuilder
{
    Reference reference = Reference.Empty;

    /// <summary>Policies come in order of version: the last one of a scope is its current one.</summary>
    public void Add(Policy policy) => reference = reference with { Policies = reference.Policies.SetItem(policy.Scope, policy) };

    public void Add(Team team) => reference = reference with { Roster = reference.Roster with { Teams = reference.Roster.Teams.SetItem(team.Id, team) } };

    public void Add(Rep rep) => reference = reference with { Roster = reference.Roster with { Reps = reference.Roster.Reps.SetItem(rep.Id, rep) } };

    public void Add(AccessToken token) => reference = reference with { Tokens = reference.Tokens.SetItem(token.Id, token) };

    public void Add(CustomerKey shared) => reference = reference with { SharedKeys = reference.SharedKeys.Add(shared) };

    public Reference Build() => reference;
}
