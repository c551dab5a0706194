using Arbiter.Server.Problems;

namespace Arbiter.Server.Access;

/// <summary>
/// Finds out who is calling and whether the endpoint is open to them. An endpoint that says nothing about roles is open to nobody's call but the public ones
/// (<see cref="PublicEndpoint"/>): what is forgotten is closed.
/// </summary>
public sealed class AccessMiddleware(RequestDelegate next, TokenIndex tokens)
{
    public Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        // What routing puts in to say 405 or 415 is no route and tells nothing.
        if (endpoint is not RouteEndpoint || endpoint.Metadata.GetMetadata<PublicEndpoint>() is not null) return next(http);
        if (Token(http) is not { IsEmpty: false } token) return ProblemCatalog.Unauthorized.WriteAsync(http);
        if (!tokens.TryFind(token, out var caller, out var why)) return why.WriteAsync(http);
        if (endpoint.Metadata.GetMetadata<AllowRoles>()?.Includes(caller.Role) != true) return ProblemCatalog.Forbidden.WriteAsync(http);
        http.Features.Set(caller);
        return next(http);
    }

    static ReadOnlySpan<char> Token(HttpContext http)
    {
        const string scheme = "Bearer ";
        var header = http.Request.Headers.Authorization;
        if (header.Count == 1 && header[0] is { } value && value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return value.AsSpan(scheme.Length).Trim();
        // Browsers cannot set headers on a WebSocket; only the hub takes the token from the address.
        return http.Request.Path.StartsWithSegments("/hubs") ? http.Request.Query["access_token"].ToString() : [];
    }
}

/// <summary>An endpoint that needs no token.</summary>
public sealed class PublicEndpoint;
