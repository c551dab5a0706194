using System.Text;
using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Input;

/// <summary>An endpoint that takes a JSON body, with a body it would accept, the most bytes it reads, and how it answers.</summary>
public sealed record BodyEndpoint(string Method, string Path, string As, string Valid, int Most = 64 * 1024, int Status = 200)
{
    public static readonly BodyEndpoint[] All =
    [
        new("POST", "/claims", "rep-01", """{"scope":"default","rep":"rep-01","channel":"web","identifiers":[{"kind":"phone","value":"13912345670"},{"kind":"company","value":"北京海淀某某科技有限公司"}]}"""),
        new("POST", "/claims/batch", "rep-01", """{"claims":[{"identifiers":[{"kind":"phone","value":"13912345671"}]},{"identifiers":[{"kind":"wechat","value":"lilei_acme"}]}]}""", 4 * 1024 * 1024),
        new("POST", "/lookups", "rep-01", """{"scope":"default","identifiers":[{"kind":"email","value":"li.lei@acme-machines.cn"}]}"""),
        new("POST", "/customers/{id}/follow-ups", "rep-01", """{"kind":"call","opportunity":"open"}"""),
        new("POST", "/customers/{id}/release", "rep-01", """{"reason":"noInterest"}"""),
        new("POST", "/customers/{id}/transfer", "manager", """{"to":"rep-02","reason":"handover"}"""),
        new("POST", "/customers/{id}/merge", "manager", """{"into":"019a0000-0000-7000-8000-000000000000"}""", Status: 404),
        new("POST", "/proposals/{id}/accept", "manager", """{"into":"019a0000-0000-7000-8000-000000000000"}""", Status: 404),
        new("POST", "/keys/shared/proposals/accept", "manager", """{"scope":"default","kind":"phone","value":"13912345679"}""", Status: 404),
        new("POST", "/keys/shared/proposals/dismiss", "manager", """{"scope":"default","kind":"phone","value":"13912345679"}""", Status: 404),
        new("POST", "/keys/shared", "admin", """{"scope":"default","kind":"phone","value":"13912345670","shared":true}"""),
        new("POST", "/pool/{id}/claim", "rep-02", """{"rep":"rep-02"}"""),
        new("PUT", "/roster/teams/east", "admin", """{"name":"East"}"""),
        new("PUT", "/roster/reps/rep-09", "admin", """{"name":"Han Meimei","team":"north","active":true}"""),
        new("PUT", "/policies/default", "admin", """{"scope":"default","version":1,"protection":{"afterClaimHours":100,"countedFollowUps":["call"]},"pool":{"coolDownHours":1},"quotas":{"holdings":5},"conflicts":{"repeatWindowSeconds":60}}"""),
        new("POST", "/tokens", "admin", """{"name":"robot","role":"rep","rep":"rep-01"}"""),
    ];

    public Task<Reply> Send(ArbiterHost arbiter, string customer, byte[] body, string type = "application/json", string? key = null, bool chunked = false) =>
        arbiter.As(As).Send(new HttpMethod(Method), Path.Replace("{id}", customer), ArbiterClient.Raw(body, type), request =>
        {
            if (Method == "PUT") request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            if (chunked) request.Headers.TransferEncodingChunked = true;
            ArbiterClient.WithKey(key)?.Invoke(request);
        });

    public Task<Reply> Send(ArbiterHost arbiter, string customer, string body) => Send(arbiter, customer, Encoding.UTF8.GetBytes(body));

    public override string ToString() => $"{Method} {Path}";
}
