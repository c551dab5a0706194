using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine;
using Arbiter.Engine.Queries;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Customers;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Pool;

/// <summary>The public pool: customers without an owner, and claims on them.</summary>
public static class PoolApi
{
    public static void MapPool(this IEndpointRouteBuilder api)
    {
        api.MapGet("/pool", ListAsync).For(Role.Rep, Role.Manager, Role.Admin, Role.Auditor)
            .Describe("The public pool", "Identifiers are masked for everybody; the claim shows them to the owner.");
        api.MapPost("/pool/{id}/claim", ClaimAsync).For(Role.Rep, Role.Manager, Role.Admin)
            .Describe<PoolClaimBody>("Claim a customer from the pool", "Answers with a ruling.");
    }

    static async Task ListAsync(HttpContext http, IQueries queries, Decisions decisions)
    {
        var scope = Scope.Default;
        if (Query.Single(http, "scope") is { } text && ClaimReader.ReadScope(text, decisions.Reference, out scope) is { } problem)
        {
            await problem.At("?scope").WriteAsync(http);
            return;
        }

        var limit = Query.Limit(http, 50, 200);
        var page = await queries.PoolAsync(scope, Cursor.Pool(http), limit, http.RequestAborted);
        await Respond.ObjectAsync(http, (page, limit), static (json, shown) =>
        {
            json.WriteStartArray("customers"u8);
            foreach (var customer in shown.page) CustomerJson.WriteInPool(json, customer);
            json.WriteEndArray();
            if (shown.page.Count == shown.limit && shown.page[^1].State is { ClaimableFrom: { } from } last)
                json.WriteString("next"u8, Cursor.Of(new PoolCursor(from, last.Id)));
        });
    }

    static async Task ClaimAsync(HttpContext http, string id, Decisions decisions)
    {
        var caller = Caller.Of(http);
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.PoolClaimBody, RequestBody.SingleBytes);
        Domain.Roster.RepId rep = default;
        Request? request = null;
        CustomerId customer = default;
        problem ??= ClaimReader.ReadRep(body!.Rep, caller, decisions.Reference, out rep);
        problem ??= RequestKeys.Read(http, caller, digest, out request);
        problem ??= CustomerId.TryParse(id, out customer) ? null : ProblemCatalog.NotFound;
        Executed executed = default;
        if (problem is null) (executed, problem) = await decisions.AskAsync(new ClaimFromPool(customer, rep, caller.Actor), request);
        await (problem is not null ? problem.WriteAsync(http) : Respond.ObjectAsync(http, executed, RulingJson.WriteMembers));
    }
}
