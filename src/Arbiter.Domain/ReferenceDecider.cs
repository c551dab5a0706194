using Arbiter.Domain.Access;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Events;

namespace Arbiter.Domain;

/// <summary>Decides changes of policies, roster and tokens, and what the reference looks like after them.</summary>
public static class ReferenceDecider
{
    /// <summary>True for the commands that change the reference instead of a customer.</summary>
    public static bool Concerns(Command command) => command is ChangePolicy or PutTeam or PutRep or IssueToken or RevokeToken;

    public static (Decision Decision, Reference After) Decide(Command command, Reference reference, DateTimeOffset now) => command switch
    {
        ChangePolicy c => Change(c, reference, now),
        PutTeam c => (
            new Decision([new TeamChanged(c.Team.Id, now)], new Accepted(now)),
            reference with { Roster = reference.Roster with { Teams = reference.Roster.Teams.SetItem(c.Team.Id, c.Team) } }),
        PutRep c => Put(c, reference, now),
        IssueToken c => (
            new Decision([new TokenIssued(c.Token.Id, c.Token.Role, c.Token.Rep, now)], new Accepted(now)),
            reference with { Tokens = reference.Tokens.SetItem(c.Token.Id, c.Token) }),
        RevokeToken c => Revoke(c, reference, now),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "not about the reference"),
    };

    static (Decision, Reference) Change(ChangePolicy command, Reference reference, DateTimeOffset now)
    {
        var current = reference.PolicyOf(command.Policy.Scope)?.Version ?? 0;
        if (current != command.Expected) return (Decision.Nothing(new Rejected(Rejection.VersionMismatch)), reference);
        var policy = command.Policy with { Version = current + 1 };
        return (
            new Decision([new PolicyChanged(policy, now)], new Accepted(now) { Version = policy.Version }),
            reference with { Policies = reference.Policies.SetItem(policy.Scope, policy) });
    }

    static (Decision, Reference) Put(PutRep command, Reference reference, DateTimeOffset now)
    {
        var rep = command.Rep;
        if (rep.Team is { } team && !reference.Roster.Teams.ContainsKey(team))
            return (Decision.Nothing(new Rejected(Rejection.UnknownTeam)), reference);
        return (
            new Decision([new RepChanged(rep.Id, rep.Team, rep.Active, now)], new Accepted(now)),
            reference with { Roster = reference.Roster with { Reps = reference.Roster.Reps.SetItem(rep.Id, rep) } });
    }

    static (Decision, Reference) Revoke(RevokeToken command, Reference reference, DateTimeOffset now)
    {
        if (!reference.Tokens.TryGetValue(command.TokenId, out var token) || token.RevokedAt is not null)
            return (Decision.Nothing(new Rejected(Rejection.UnknownToken)), reference);
        if (token.Role == Role.Admin && !reference.Tokens.Values.Any(t => t.Role == Role.Admin && t.RevokedAt is null && t.Id != token.Id))
            return (Decision.Nothing(new Rejected(Rejection.LastAdminToken)), reference);
        return (
            new Decision([new TokenRevoked(token.Id, now)], new Accepted(now)),
            reference with { Tokens = reference.Tokens.SetItem(token.Id, token with { RevokedAt = now }) });
    }
}
