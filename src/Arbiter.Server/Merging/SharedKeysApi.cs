using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Engine.Queries;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Merging;

/// <summary>
/// Keys that decide nothing because several customers share them: what the system proposes, and what people say of it. A key is named in the body and never in an
/// address, which ends up in logs.
/// </summary>
public static class SharedKeysApi
{
    public static void MapSharedKeys(this IEndpointRouteBuilder api)
    {
        api.MapGet("/keys/shared/proposals", ListAsync).For(Role.Manager, Role.Admin, Role.Auditor)
            .Describe("Keys that may be shared", "Claims brought them together with several other customers.");
        api.MapPost("/keys/shared/proposals/accept", AcceptAsync).For(Role.Manager, Role.Admin)
            .Describe<KeyBody>("Say that a proposed key is shared", "It decides nothing from then on.");
        api.MapPost("/keys/shared/proposals/dismiss", DismissAsync).For(Role.Manager, Role.Admin)
            .Describe<KeyBody>("Say that a proposed key is not shared", "It is proposed again once it was seen with further customers.");
        api.MapPost("/keys/shared", MarkAsync).For(Role.Admin).Describe<MarkKeyBody>(
            "Say that a key is shared, whether or not anybody has it", "It decides nothing from then on. With \"shared\": false that is taken back.");
    }

    static async Task ListAsync(HttpContext http, IQueries queries, Decisions decisions)
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

    static async Task AcceptAsync(HttpContext http, IQueries queries, Decisions decisions, ClaimReader reader)
    {
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.KeyBody, RequestBody.SingleBytes);
        await SayAsync(http, body, digest, problem, queries, decisions, reader, (key, others) => new MarkKey(key, true, others, Caller.Of(http).Actor) { IfProposed = true });
    }

    static async Task DismissAsync(HttpContext http, IQueries queries, Decisions decisions, ClaimReader reader)
    {
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.KeyBody, RequestBody.SingleBytes);
        await SayAsync(http, body, digest, problem, queries, decisions, reader, (key, others) => new DismissSharing(key, others, Caller.Of(http).Actor));
    }

    static async Task MarkAsync(HttpContext http, IQueries queries, Decisions decisions, ClaimReader reader)
    {
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.MarkKeyBody, RequestBody.SingleBytes);
        var key = body is null ? null : new KeyBody(body.Scope, body.Kind, body.Value);
        await SayAsync(http, key, digest, problem, queries, decisions, reader, (key, others) => new MarkKey(key, body!.Shared ?? true, others, Caller.Of(http).Actor));
    }

    /// <summary>Decides what somebody says of a key, with how often it was seen elsewhere by then. When that grows before the turn, the proposal comes again, as it should.</summary>
    static async Task SayAsync(
        HttpContext http, KeyBody? body, UInt128 digest, Problem? problem, IQueries queries, Decisions decisions, ClaimReader reader,
        Func<CustomerKey, int, Command> command)
    {
        Engine.Request? request = null;
        CustomerKey key = default;
        problem ??= RequestKeys.Read(http, Caller.Of(http), digest, out request);
        problem ??= ReadKey(body!, decisions.Reference, reader, out key);
        if (problem is not null)
        {
            await problem.WriteAsync(http);
            return;
        }

        var others = await queries.CountOthersAsync(key, http.RequestAborted);
        var (executed, refused) = await decisions.AskAsync(command(key, others), request);
        await (refused is not null ? refused.WriteAsync(http) : Respond.ObjectAsync(http, executed, RulingJson.WriteMembers));
    }

    static Problem? ReadKey(KeyBody body, Reference reference, ClaimReader reader, out CustomerKey key)
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
