using Arbiter.Domain.Roster;

namespace Arbiter.Domain.Access;

/// <summary>What a caller may do; see the table in docs/API.md. Numbers are stored; never renumber.</summary>
public enum Role : byte
{
    Rep = 1,
    Manager = 2,
    Admin = 3,
    Auditor = 4,
    Channel = 5,
}

/// <summary>An API caller's token as it is kept: only its SHA-256, in lower-case hex.</summary>
public sealed record AccessToken(string Id, string Name, Role Role, RepId? Rep, string Sha256, DateTimeOffset IssuedAt, DateTimeOffset? RevokedAt);
