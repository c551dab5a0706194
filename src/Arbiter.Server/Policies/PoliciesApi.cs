using System.Globalization;
using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Engine;
using Arbiter.Engine.Codec;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Policies;

/// <summary>The policy of each scope. Edited with ETag and If-Match, so that two admins do not overwrite each other.</summary>
public static class PoliciesApi
{
    public static void MapPolicies(this IEndpointRouteBuilder api)
    {
        api.MapGet("/policies/{scope}", ReadAsync).For(Role.Rep, Role.Manager, Role.Admin, Role.Auditor).Describe("A scope's policy", "With its version as ETag.");
        api.MapPut("/policies/{scope}", ChangeAsync).For(Role.Admin)
            .Describe<Policy>("Change a scope's policy, or open a scope", "Needs If-Match with the ETag; a new scope needs If-None-Match: *.");
    }

    static Task ReadAsync(HttpContext http, string scope, IArbiterEngine engine)
    {
        if (!Scope.TryParse(scope, out var id) || engine.Reference.PolicyOf(id) is not { } policy) return ProblemCatalog.NotFound.WriteAsync(http);
        http.Response.Headers.ETag = ETag(policy.Version);
        return Respond.JsonAsync(http, policy, static (json, p) => PolicyJson.Write(json, p));
    }

    static async Task ChangeAsync(HttpContext http, string scope, Decisions decisions)
    {
        var (body, digest, problem) = await RequestBody.ReadAsync(http, PolicyJson.TypeInfo, RequestBody.SingleBytes);
        Scope id = default;
        problem ??= Scope.TryParse(scope, out id) ? null : ProblemCatalog.NotFound;
        problem ??= body!.Scope == id ? null : ProblemCatalog.Invalid("/scope", "The scope of the address.");
        problem ??= PolicyRules.Check(body!) is [var fault, ..] ? ProblemCatalog.Invalid(fault.Field, $"A whole number from {fault.Least} to {fault.Most}.") : null;
        var expected = 0;
        problem ??= ReadExpected(http, out expected);
        Request? request = null;
        problem ??= RequestKeys.Read(http, Caller.Of(http), digest, out request);
        Executed executed = default;
        if (problem is null) (executed, problem) = await decisions.AskAsync(new ChangePolicy(body!, expected, Caller.Of(http).Actor), request);
        if (executed.Outcome is Accepted { Version: { } version }) http.Response.Headers.ETag = ETag(version);
        await (problem is not null ? problem.WriteAsync(http) : Respond.ObjectAsync(http, executed, RulingJson.WriteMembers));
    }

    static Problem? ReadExpected(HttpContext http, out int version)
    {
        version = 0;
        if (http.Request.Headers.IfNoneMatch == "*") return null;
        var match = http.Request.Headers.IfMatch.ToString();
        if (match.Length == 0) return ProblemCatalog.PreconditionRequired;
        return int.TryParse(match.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out version) ? null : ProblemCatalog.PreconditionFailed;
    }

    static string ETag(int version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";
}
