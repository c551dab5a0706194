using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Keys;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.LookUps;

/// <summary>
/// Looking up where a customer stands before claiming it. Nobody's name and no identifier in the clear is told, and the same is done and answered whatever is
/// found: one search, one decision, one record in the log, and an answer with always the same members.
/// </summary>
public static class LookUpsApi
{
    public static void MapLookUps(this IEndpointRouteBuilder api) =>
        api.MapPost("/lookups", LookUpAsync).For(Role.Rep, Role.Manager, Role.Admin, Role.Auditor)
            .Describe<LookUpBody>("Look up where a customer stands", "Changes nothing about the customer; is logged, and counts against a rep's quota of the day.");

    static async Task LookUpAsync(HttpContext http, Decisions decisions, ClaimReader reader, LookUpDesk desk)
    {
        var caller = Caller.Of(http);
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.LookUpBody, RequestBody.SingleBytes);
        problem ??= RequestKeys.Read(http, caller, digest, out _);
        var scope = Scope.Default;
        ImmutableArray<ClaimedKey> keys = [];
        ImmutableArray<ReadIdentifier> identifiers = [];
        problem ??= ClaimReader.ReadScope(body!.Scope, decisions.Reference, out scope);
        problem ??= reader.ReadKeys(body!.Identifiers, scope, out keys, out identifiers);
        if (problem is not null)
        {
            await problem.WriteAsync(http);
            return;
        }

        RequestKeys.Read(http, caller, digest, out var request);
        var policy = decisions.Reference.PolicyOf(scope)!;
        var (executed, shown, refused) = await desk.AskAsync(policy, keys, caller, request, http.RequestAborted);
        await (refused is not null
            ? refused.WriteAsync(http)
            : Respond.ObjectAsync(http, new LookUpAnswer(executed, identifiers, shown, caller, policy.Identity), LookUpJson.WriteMembers));
    }
}
