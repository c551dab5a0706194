using Arbiter.Domain.Access;
using Arbiter.Domain.Roster;

namespace Arbiter.Server.Access;

/// <summary>Who is calling, by their token. <paramref name="Rep"/> is set for reps.</summary>
public sealed record Caller(string Id, string Name, Role Role, RepId? Rep)
{
    /// <summary>The short name that goes to the log.</summary>
    public string Actor => Rep?.Value ?? Id;

    /// <summary>Sees every customer, with its identifiers.</summary>
    public bool SeesAll => Role is Role.Manager or Role.Admin or Role.Auditor;

    public static Caller Of(HttpContext http) => http.Features.Get<Caller>() ?? throw new InvalidOperationException("This endpoint needs a caller.");
}

/// <summary>Which roles an endpoint is open to.</summary>
public sealed class AllowRoles(params Role[] roles)
{
    readonly int mask = roles.Aggregate(0, (bits, role) => bits | 1 << (int)role);

    public bool Includes(Role role) => (mask & 1 << (int)role) != 0;
}

/// <summary>Opens endpoints to roles.</summary>
public static class RoleExtensions
{
    public static TBuilder For<TBuilder>(this TBuilder endpoint, params Role[] roles) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AllowRoles(roles));
}
