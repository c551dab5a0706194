using System.Text.Json;
using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Roster;
using Arbiter.Domain.Transfers;
using Arbiter.Engine;
using Arbiter.Engine.Queries;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Feed;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Customers;

/// <summary>One customer: what it is, what happened to it, and what its owner and managers do with it.</summary>
public static class CustomersApi
{
    public static void MapCustomers(this IEndpointRouteBuilder api)
    {
        var customers = api.MapGroup("/customers/{id}");
        Role[] readers = [Role.Rep, Role.Manager, Role.Admin, Role.Auditor];
        customers.MapGet("", FindAsync).For(readers).Describe("A customer", "Reps see their own; what they may not see looks like what does not exist.");
        customers.MapGet("/history", HistoryAsync).For(readers).Describe("What happened to a customer", "Its events, newest first.");
        customers.MapGet("/owner", OwnerAtAsync).For(readers).Describe("Who owned a customer at an instant, and by which rule", "?at= an instant with its zone.");
        customers.MapPost("/follow-ups", FollowUpAsync).For(Role.Rep).Describe<FollowUpBody>("Record work on a customer", "What the policy counts renews protection.");
        customers.MapPost("/release", ReleaseAsync).For(Role.Rep, Role.Manager, Role.Admin).Describe<ReleaseBody>("Give a customer back to the pool", "");
        customers.MapPost("/merge", MergeAsync).For(Role.Manager, Role.Admin)
            .Describe<MergeBody>("Merge a customer into another one", "Whatever leads to it leads there from now on; the ownership that began first wins.");
        customers.MapDelete("/merge", UnmergeAsync).For(Role.Manager, Role.Admin)
            .Describe("Take a merged customer out again", "Both have their keys and owners back; possible for as long as the policy says.");
        customers.MapPost("/transfer", TransferAsync).For(Role.Manager, Role.Admin).Describe<TransferBody>("Give a customer to another rep", "With a reason.");
    }

    /// <summary>The customer, if there is one and the caller may see it.</summary>
    public static async Task<CustomerDetails?> VisibleAsync(HttpContext http, string id, IQueries queries)
    {
        var caller = Caller.Of(http);
        if (!CustomerId.TryParse(id, out var customer)) return null;
        var details = await queries.FindCustomerAsync(customer, http.RequestAborted);
        if (details is null || caller.SeesAll) return details;
        // Protection ends on the instant, and with it the right to look; the sweep may be a moment late.
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        // Whoever owns the customer that this one was merged into sees both.
        var survivor = await MergedLines.SurvivorAsync(queries, details.State, http.RequestAborted);
        return caller.Rep is { } rep && survivor.IsOwnedBy(rep) && !(survivor.Ownership!.ProtectedUntil <= now) ? details : null;
    }

    static async Task FindAsync(HttpContext http, string id, IQueries queries, TimeProvider time)
    {
        var details = await VisibleAsync(http, id, queries);
        await (details is null
            ? ProblemCatalog.NotFound.WriteAsync(http)
            : Respond.ObjectAsync(http, (details, time.GetUtcNow()), CustomerJson.WriteMembers));
    }

    static async Task HistoryAsync(HttpContext http, string id, IQueries queries)
    {
        var from = Query.Position(http, "before", long.MaxValue);
        var limit = Query.Limit(http, 100, 500);
        if (await VisibleAsync(http, id, queries) is not { } details)
        {
            await ProblemCatalog.NotFound.WriteAsync(http);
            return;
        }

        var (records, next) = await MergedLines.HistoryAsync(queries, details.State, from, limit, http.RequestAborted);
        await Respond.ObjectAsync(http, (records, next, caller: Caller.Of(http)), static (json, page) =>
        {
            EventJson.WriteArray(json, "events", page.records, page.caller);
            if (page.next > 0) json.WriteNumber("next"u8, page.next);
        });
    }

    static async Task OwnerAtAsync(HttpContext http, string id, IQueries queries, TimeProvider time)
    {
        var (at, now) = (Query.Time(http, "at"), time.NowMs());
        if (await VisibleAsync(http, id, queries) is not { } details)
        {
            await ProblemCatalog.NotFound.WriteAsync(http);
            return;
        }

        // Who will own it is not written yet: an instant to come is answered as of now.
        var answer = await OwnerAt.FindAsync(queries, details.State, at < now ? at : now, http.RequestAborted);
        await Respond.ObjectAsync(http, answer, OwnerAt.WriteMembers);
    }

    static async Task FollowUpAsync(HttpContext http, string id, Decisions decisions)
    {
        var caller = Caller.Of(http);
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.FollowUpBody, RequestBody.SingleBytes);
        problem ??= body!.Kind is null ? ProblemCatalog.MissingField("/kind") : null;
        await ExecuteAsync(http, id, digest, problem, decisions, customer =>
            new RecordFollowUp(customer, caller.Rep!.Value, body!.Kind!.Value, body.Opportunity, caller.Actor));
    }

    static async Task ReleaseAsync(HttpContext http, string id, Decisions decisions)
    {
        var caller = Caller.Of(http);
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.ReleaseBody, RequestBody.SingleBytes);
        await ExecuteAsync(http, id, digest, problem, decisions, customer =>
            new ReleaseCustomer(customer, caller.Role == Role.Rep ? caller.Rep : null, body!.Reason ?? ReleaseReason.NotStated, caller.Actor));
    }

    static async Task TransferAsync(HttpContext http, string id, Decisions decisions)
    {
        var caller = Caller.Of(http);
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.TransferBody, RequestBody.SingleBytes);
        RepId to = default;
        problem ??= body!.To is null ? ProblemCatalog.MissingField("/to")
            : !RepId.TryParse(body.To, out to) ? ProblemCatalog.Invalid("/to", "The roster has no such rep.")
            : body.Reason is null ? ProblemCatalog.MissingField("/reason") : null;
        await ExecuteAsync(http, id, digest, problem, decisions, customer => new TransferCustomer(customer, to, body!.Reason!.Value, caller.Actor));
    }

    static async Task MergeAsync(HttpContext http, string id, Decisions decisions)
    {
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.MergeBody, RequestBody.SingleBytes);
        CustomerId into = default;
        problem ??= body!.Into is null ? ProblemCatalog.MissingField("/into")
            : !CustomerId.TryParse(body.Into, out into) ? ProblemCatalog.Invalid("/into", "A customer's id.") : null;
        await ExecuteAsync(http, id, digest, problem, decisions, customer => new MergeCustomers(into, customer, Caller.Of(http).Actor));
    }

    static Task UnmergeAsync(HttpContext http, string id, Decisions decisions) =>
        ExecuteAsync(http, id, RequestBody.DigestOfNone(http), null, decisions, customer => new UnmergeCustomer(customer, Caller.Of(http).Actor));

    /// <summary>Decides a command on one customer and answers with what came of it.</summary>
    public static async Task ExecuteAsync(
        HttpContext http, string id, UInt128 digest, Problem? problem, Decisions decisions, Func<CustomerId, Command> command)
    {
        Request? request = null;
        problem ??= RequestKeys.Read(http, Caller.Of(http), digest, out request);
        CustomerId customer = default;
        problem ??= CustomerId.TryParse(id, out customer) ? null : ProblemCatalog.NotFound;
        Executed executed = default;
        if (problem is null) (executed, problem) = await decisions.AskAsync(command(customer), request);
        await (problem is not null ? problem.WriteAsync(http) : Respond.ObjectAsync(http, executed, RulingJson.WriteMembers));
    }
}
