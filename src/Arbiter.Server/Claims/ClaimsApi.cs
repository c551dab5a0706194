using System.Text.Json;
using Arbiter.Domain.Access;
using Arbiter.Server.Access;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Claims;

/// <summary>Claims: one, or many at once.</summary>
public static class ClaimsApi
{
    const int ClaimsPerBatch = 1000;

    public static void MapClaims(this IEndpointRouteBuilder api)
    {
        // Found once: asking for services within a request makes a scope for it.
        var decisions = api.ServiceProvider.GetRequiredService<Decisions>();
        var reader = api.ServiceProvider.GetRequiredService<ClaimReader>();
        api.MapPost("/claims", (Delegate)((HttpContext http) => ClaimAsync(http, decisions, reader))).For(Role.Rep, Role.Manager, Role.Admin, Role.Channel)
            .Describe<ClaimBody>("Claim a customer", "A ruling is an answer: 200 with a verdict, also when the claim is refused.");
        api.MapPost("/claims/batch", ClaimBatchAsync).For(Role.Rep, Role.Manager, Role.Admin, Role.Channel).RequireBatchPlace()
            .Describe<ClaimBatchBody>("Claim many customers", "Each claim is decided on its own; a bad one does not stop the others.");
    }

    static async Task ClaimAsync(HttpContext http, Decisions decisions, ClaimReader reader)
    {
        var caller = Caller.Of(http);
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.ClaimBody, RequestBody.SingleBytes, PlainClaim.TryRead);
        problem ??= RequestKeys.Read(http, caller, digest, out _);
        ReadClaim claim = default;
        problem ??= reader.Read(body!, caller, decisions.Reference, out claim);
        if (problem is not null)
        {
            await problem.WriteAsync(http);
            return;
        }

        RequestKeys.Read(http, caller, digest, out var request);
        var (executed, refused) = await decisions.AskAsync(claim.Command, request);
        await (refused is not null ? refused.WriteAsync(http) : Respond.ObjectAsync(http, (executed, claim.Identifiers), RulingJson.WriteMembers));
    }

    static async Task ClaimBatchAsync(HttpContext http, Decisions decisions, ClaimReader reader)
    {
        var caller = Caller.Of(http);
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.ClaimBatchBody, RequestBody.BatchBytes);
        problem ??= RequestKeys.Read(http, caller, digest, out _);
        problem ??= body!.Claims switch
        {
            null => ProblemCatalog.MissingField("/claims"),
            [] => ProblemCatalog.Invalid("/claims", $"1 to {ClaimsPerBatch} claims."),
            { Length: > ClaimsPerBatch } => ProblemCatalog.TooMany("/claims", ClaimsPerBatch),
            _ => null,
        };
        if (problem is not null)
        {
            await problem.WriteAsync(http);
            return;
        }

        RequestKeys.Read(http, caller, digest, out var request);
        (var rulings, problem) = await ClaimBatch.DecideAsync(body!.Claims!, caller, request, reader, decisions);
        await (problem is not null ? problem.WriteAsync(http) : Respond.JsonAsync(http, rulings, ClaimBatch.Write));
    }
}
