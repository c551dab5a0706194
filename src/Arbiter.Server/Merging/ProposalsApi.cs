using System.Text.Json;
using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Merging;
using Arbiter.Domain.Policies;
using Arbiter.Engine.Queries;
using Arbiter.Engine.Similar;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Customers;
using Arbiter.Server.Json;
using Arbiter.Server.LookUps;
using Arbiter.Server.Problems;
using Arbiter.Server.Similar;

namespace Arbiter.Server.Merging;

/// <summary>What the system has seen and a person has to say: customers that may be one, and keys that may be shared.</summary>
public static class ProposalsApi
{
    public static void MapProposals(this IEndpointRouteBuilder api)
    {
        Role[] readers = [Role.Manager, Role.Admin, Role.Auditor];
        api.MapGet("/proposals", ListAsync).For(readers).Describe("Customers that may be one", "Claims of their owner led to both, or they resemble each other; how much, as of now.");
        api.MapPost("/proposals/{id}/accept", AcceptAsync).For(Role.Manager, Role.Admin)
            .Describe<MergeBody>("Merge the two", "Into the one named, or else into the older one.");
        api.MapDelete("/proposals/{id}", DismissAsync).For(Role.Manager, Role.Admin).Describe("Dismiss: they are not one", "They are not proposed again.");
        api.MapGet("/keys/shared/proposals", ListKeysAsync).For(readers).Describe("Keys that may be shared", "Claims brought them together with several other customers.");
        api.MapPost("/keys/shared", MarkAsync).For(Role.Admin)
            .Describe<MarkKeyBody>("Say that a key is shared", "It decides nothing from then on. With \"shared\": false that is taken back.");
    }

    static async Task ListAsync(HttpContext http, IQueries queries, IIdentityIndex index)
    {
        CustomerId? after = null;
        if (Query.Single(http, "after") is { } text)
        {
            if (!CustomerId.TryParse(text, out var id))
            {
                await ProblemCatalog.Invalid("?after", "The next of a page before.").WriteAsync(http);
                return;
            }

            after = id;
        }

        var limit = Query.Limit(http, 50, 200);
        var page = await queries.ProposedAsync(after, limit, http.RequestAborted);
        var known = (await index.ReadAsync([.. page.SelectMany(keeper => keeper.Ties.Proposed.Prepend(keeper.Id)).Distinct()], http.RequestAborted)).ToDictionary(c => c.State.Id);
        await Respond.ObjectAsync(http, (page, limit, known), static (json, shown) =>
        {
            json.WriteStartArray("proposals"u8);
            foreach (var keeper in shown.page)
            {
                foreach (var with in keeper.Ties.Proposed) Write(json, shown.known[keeper.Id], shown.known[with]);
            }

            json.WriteEndArray();
            if (shown.page.Count == shown.limit) json.WriteString("next"u8, shown.page[^1].Id.Value);
        });
    }

    /// <summary>Compared as they are now: keys may have come since the two were proposed.</summary>
    static void Write(Utf8JsonWriter json, Candidate keeper, Candidate with)
    {
        json.WriteStartObject();
        json.WriteString("proposal"u8, new ProposalId(keeper.State.Id, with.State.Id).ToString());
        json.WriteString("customer"u8, keeper.State.Id.Value);
        json.WriteString("with"u8, with.State.Id.Value);
        json.WriteString("scope"u8, keeper.State.Scope.Value);
        if (keeper.State.Ownership is { } owned) json.WriteString("owner"u8, owned.Rep.Value);
        if (with.State.Ownership is { } other) json.WriteString("withOwner"u8, other.Rep.Value);
        var alike = SimilarCustomers.Compare(keeper, with);
        json.WriteNumber("score"u8, alike.Score / 10_000.0);
        LookUpJson.WriteReasons(json, alike.Reasons);
        json.WriteEndObject();
    }

    static async Task AcceptAsync(HttpContext http, string id, Decisions decisions)
    {
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.MergeBody, RequestBody.SingleBytes);
        ProposalId proposal = default;
        problem ??= RequestKeys.Read(http, Caller.Of(http), digest, out _);
        problem ??= ProposalId.TryParse(id, out proposal) ? null : ProblemCatalog.NotFound;
        var into = proposal.Customer;
        problem ??= body!.Into is null || CustomerId.TryParse(body.Into, out into) && (into == proposal.Customer || into == proposal.With)
            ? null
            : ProblemCatalog.Invalid("/into", "One of the two.");
        var merged = into == proposal.Customer ? proposal.With : proposal.Customer;
        await CustomersApi.ExecuteAsync(
            http, merged.ToString(), digest, problem, decisions, customer => new MergeCustomers(into, customer, Caller.Of(http).Actor));
    }

    static Task DismissAsync(HttpContext http, string id, Decisions decisions)
    {
        var problem = ProposalId.TryParse(id, out var proposal) ? null : ProblemCatalog.NotFound;
        return CustomersApi.ExecuteAsync(
            http, proposal.Customer.ToString(), RequestBody.DigestOfNone(http), problem, decisions, customer => new DismissProposal(customer, proposal.With, Caller.Of(http).Actor));
    }

    static async Task ListKeysAsync(HttpContext http, IQueries queries, Decisions decisions)
    {
        var scope = Scope.Default;
        if (Query.Single(http, "scope") is { } text && ClaimReader.ReadScope(text, decisions.Reference, out scope) is { } problem)
        {
            await problem.At("?scope").WriteAsync(http);
            return;
        }

        var least = (decisions.Reference.PolicyOf(scope) ?? Policy.DefaultFor(scope)).Identity.SharedKeyCustomers;
        var keys = await queries.CommonKeysAsync(scope, least, Query.Limit(http, 50, 200), http.RequestAborted);
        await Respond.ObjectAsync(http, keys, static (json, keys) =>
        {
            json.WriteStartArray("keys"u8);
            foreach (var key in keys)
            {
                json.WriteStartObject();
                json.WriteString("scope"u8, key.Key.Scope.Value);
                json.WriteString("kind"u8, IdentifierKinds.Name(key.Key.Kind));
                json.WriteString("value"u8, key.Key.Value);
                json.WriteString("customer"u8, key.Customer.Value);
                json.WriteNumber("others"u8, key.Others);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    static async Task MarkAsync(HttpContext http, Decisions decisions, ClaimReader reader)
    {
        var caller = Caller.Of(http);
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.MarkKeyBody, RequestBody.SingleBytes);
        problem ??= RequestKeys.Read(http, caller, digest, out _);
        CustomerKey key = default;
        problem ??= ReadKey(body!, decisions.Reference, reader, out key);
        if (problem is not null)
        {
            await problem.WriteAsync(http);
            return;
        }

        RequestKeys.Read(http, caller, digest, out var request);
        var (executed, refused) = await decisions.AskAsync(new MarkKey(key, body!.Shared ?? true, caller.Actor), request);
        await (refused is not null ? refused.WriteAsync(http) : Respond.ObjectAsync(http, executed, RulingJson.WriteMembers));
    }

    static Problem? ReadKey(MarkKeyBody body, Reference reference, ClaimReader reader, out CustomerKey key)
    {
        key = default;
        if (ClaimReader.ReadScope(body.Scope, reference, out var scope) is { } badScope) return badScope;
        if (body.Kind is null) return ProblemCatalog.MissingField("/kind");
        if (body.Value is null) return ProblemCatalog.MissingField("/value");
        if (!IdentifierKinds.TryParse(body.Kind, out var kind)) return ProblemCatalog.Invalid("/kind", "One of: phone, email, company, creditCode, wechat, website.");
        if (reader.Normalize(new Identifier(kind, body.Value)).Keys is not [var only])
            return ProblemCatalog.Invalid("/value", "An identifier of this kind, and only one.");
        key = new CustomerKey(scope, only.Kind, only.Value);
        return null;
    }
}
