using System.Text.Json;
using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Merging;
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

/// <summary>What the system has seen and a person has to say: customers that may be one. For keys see <see cref="SharedKeysApi"/>.</summary>
public static class ProposalsApi
{
    public static void MapProposals(this IEndpointRouteBuilder api)
    {
        Role[] readers = [Role.Manager, Role.Admin, Role.Auditor];
        api.MapGet("/proposals", ListAsync).For(readers).Describe("Customers that may be one", "Claims of their owner led to both, or they resemble each other; how much, as of now.");
        api.MapPost("/proposals/{id}/accept", AcceptAsync).For(Role.Manager, Role.Admin)
            .Describe<MergeBody>("Merge the two", "Into the one named, or else into the older one.");
        api.MapDelete("/proposals/{id}", DismissAsync).For(Role.Manager, Role.Admin).Describe("Dismiss: they are not one", "They are not proposed again, as long as it is among the customer's last 16 dismissals.");
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
}
