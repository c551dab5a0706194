using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Codec;

namespace Arbiter.Engine.Verification;

/// <summary>
/// Policies, teams, reps and tokens as the log makes them. Names, and what a token is recognized by, are not in the log; nor are keys that were marked before anybody had them.
/// </summary>
sealed class ReplayedReference
{
    readonly Dictionary<Scope, Policy> policies = [];
    readonly HashSet<TeamId> teams = [];
    readonly Dictionary<RepId, (TeamId? Team, bool Active)> reps = [];
    readonly Dictionary<string, (Role Role, RepId? Rep, bool Revoked)> tokens = [];

    /// <summary>Events so far.</summary>
    public long Changes { get; private set; }

    /// <summary>Takes an event that concerns the reference.</summary>
    public void Apply(DomainEvent happened)
    {
        Changes++;
        switch (happened)
        {
            case PolicyChanged changed:
                policies[changed.Policy.Scope] = changed.Policy;
                break;
            case TeamChanged changed:
                teams.Add(changed.Team);
                break;
            case RepChanged changed:
                reps[changed.Rep] = (changed.Team, changed.Active);
                break;
            case TokenIssued issued:
                tokens[issued.Token] = (issued.Role, issued.Rep, Revoked: false);
                break;
            case TokenRevoked revoked:
                tokens[revoked.Token] = tokens[revoked.Token] with { Revoked = true };
                break;
        }
    }

    /// <summary>Reports what is stored otherwise.</summary>
    public void Compare(Reference stored, DeviationList deviations)
    {
        Compare(
            "policy of scope", deviations, policies.ToDictionary(p => p.Key, p => PolicyJson.Write(p.Value)),
            stored.Policies.Where(p => policies.ContainsKey(p.Key) || !IsDefault(p.Value)).ToDictionary(p => p.Key, p => PolicyJson.Write(p.Value)));
        Compare("team", deviations, teams.ToDictionary(t => t, _ => true), stored.Roster.Teams.Keys.ToDictionary(t => t, _ => true));
        Compare("rep", deviations, reps, stored.Roster.Reps.ToDictionary(r => r.Key, r => (r.Value.Team, r.Value.Active)));
        Compare("token", deviations, tokens, stored.Tokens.ToDictionary(t => t.Key, t => (t.Value.Role, t.Value.Rep, Revoked: t.Value.RevokedAt is not null)));
    }

    /// <summary>A scope has the default policy, by no event, until somebody changes it.</summary>
    static bool IsDefault(Policy policy) => PolicyJson.Write(policy) == PolicyJson.Write(Policy.DefaultFor(policy.Scope));

    static void Compare<TKey, TValue>(string what, DeviationList deviations, Dictionary<TKey, TValue> made, Dictionary<TKey, TValue> stored) where TKey : notnull
    {
        foreach (var (key, value) in made)
        {
            if (!stored.TryGetValue(key, out var found)) deviations.Add($"{what} {key}", "has no row, and an event");
            else if (!EqualityComparer<TValue>.Default.Equals(value, found)) deviations.Add($"{what} {key}", "is not as the log makes it");
        }

        foreach (var key in stored.Keys)
        {
            if (!made.ContainsKey(key)) deviations.Add($"{what} {key}", "has a row and no event");
        }
    }
}
