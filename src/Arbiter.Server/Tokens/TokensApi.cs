using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.Engine.Codec;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Tokens;

/// <summary>Tokens of API callers. A token is shown once, when it is made; only its hash is kept.</summary>
public static class TokensApi
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        api.MapGet("/tokens", ListAsync).For(Role.Admin).Describe("Tokens, without their secrets", "");
        api.MapPost("/tokens", IssueAsync).For(Role.Admin).Describe<TokenBody>("Issue a token", "The answer is the only time that the token is shown.");
        api.MapDelete("/tokens/{id}", RevokeAsync).For(Role.Admin).Describe("Revoke a token", "");
        api.MapGet("/me", (Delegate)MeAsync).For(Enum.GetValues<Role>()).Describe("Who you are", "");
    }

    static Task ListAsync(HttpContext http, IArbiterEngine engine) => Respond.ObjectAsync(http, engine.Reference.Tokens.Values, static (json, tokens) =>
    {
        json.WriteStartArray("tokens"u8);
        foreach (var token in tokens.OrderBy(t => t.IssuedAt).ThenBy(t => t.Id, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, token.Id);
            json.WriteString("name"u8, token.Name);
            json.WriteString("role"u8, Names<Role>.Of(token.Role));
            if (token.Rep is { } rep) json.WriteString("rep"u8, rep.Value);
            json.WriteTime("issuedAt"u8, token.IssuedAt);
            json.WriteTime("revokedAt"u8, token.RevokedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    static async Task IssueAsync(HttpContext http, Decisions decisions, TimeProvider time)
    {
        var (body, _, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.TokenBody, RequestBody.SingleBytes);
        // The secret is not kept, so a retry cannot be told it again: it issues another token.
        problem ??= RequestKeys.Read(http, Caller.Of(http), default, out _);
        problem ??= Check(body!, decisions.Reference);
        if (problem is not null)
        {
            await problem.WriteAsync(http);
            return;
        }

        var (secret, sha256) = TokenIndex.Create();
        var id = "t-" + sha256[..12];
        var token = new AccessToken(
            id, body!.Name!.Trim(), body.Role!.Value, body.Rep is null ? null : new RepId(body.Rep), sha256, Engine.Clock.NowMs(time), null);
        var (executed, refused) = await decisions.AskAsync(new IssueToken(token, Caller.Of(http).Actor), null);
        await (refused is not null ? refused.WriteAsync(http) : Respond.ObjectAsync(http, (id, secret, executed.Seq), static (json, issued) =>
        {
            json.WriteString("id"u8, issued.id);
            json.WriteString("token"u8, issued.secret);
            json.WriteNumber("seq"u8, issued.Seq);
        }));
    }

    static async Task RevokeAsync(HttpContext http, string id, Decisions decisions)
    {
        var (executed, refused) = await decisions.AskAsync(new RevokeToken(id, Caller.Of(http).Actor), null);
        await (refused is not null ? refused.WriteAsync(http) : Respond.ObjectAsync(http, executed, RulingJson.WriteMembers));
    }

    static Task MeAsync(HttpContext http) => Respond.ObjectAsync(http, Caller.Of(http), static (json, caller) =>
    {
        json.WriteString("name"u8, caller.Name);
        json.WriteString("role"u8, Names<Role>.Of(caller.Role));
        if (caller.Rep is { } rep) json.WriteString("rep"u8, rep.Value);
    });

    static Problem? Check(TokenBody body, Reference reference)
    {
        if (body.Name is null) return ProblemCatalog.MissingField("/name");
        if (body.Name.Trim().Length is 0 or > 64 || body.Name.Any(char.IsControl)) return ProblemCatalog.Invalid("/name", "1 to 64 characters.");
        if (body.Role is null) return ProblemCatalog.MissingField("/role");
        if (body.Role != Role.Rep) return body.Rep is null ? null : ProblemCatalog.Invalid("/rep", "Only tokens of role 'rep' belong to a rep.");
        if (body.Rep is null) return ProblemCatalog.MissingField("/rep");
        return RepId.TryParse(body.Rep, out var rep) && reference.Find(rep) is not null ? null : ProblemCatalog.Invalid("/rep", "The roster has no such rep.");
    }
}
