using Arbiter.Server.Tests.Running;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Arbiter.Server.Tests.Access;

/// <summary>Every endpoint against every role: what is not allowed here in so many words is a failure, and so is an endpoint without a line.</summary>
public sealed class RolesMatrix : ServerTest
{
    const string Everybody = "rep-01 manager admin auditor channel";
    const string Readers = "rep-01 manager admin auditor";
    const string Public = "public";
    const string Unknown = "019a0000-0000-7000-8000-000000000000";

    /// <summary>Endpoint, who may, and what they get with the request below.</summary>
    static readonly (string Endpoint, string May, int Status, object? Body)[] Lines =
    [
        ("GET /healthz", Public, 200, null),
        ("GET /readyz", Public, 200, null),
        ("GET /openapi/{documentName}.json", Public, 200, null),
        // For nobody with a token, whoever it is: replicas show a ticket, over a WebSocket (LeaderRules).
        ("* /replicas/relay/1", Public, 404, null),
        ("* /hubs/live", Readers, 400, null),
        ("* /hubs/live/negotiate", Readers, 200, null),
        ("POST /api/v1/claims", "rep-01 manager admin channel", 422, new { identifiers = Array.Empty<object>(), rep = "rep-01" }),
        ("POST /api/v1/claims/batch", "rep-01 manager admin channel", 200, new { claims = new[] { new { identifiers = Array.Empty<object>() } } }),
        ("POST /api/v1/lookups", Readers, 200, new { identifiers = new[] { new { kind = "phone", value = "13912345670" } } }),
        ("GET /api/v1/customers/{id}", Readers, 404, null),
        ("GET /api/v1/customers/{id}/history", Readers, 404, null),
        ("GET /api/v1/customers/{id}/owner", Readers, 404, null),
        ("POST /api/v1/customers/{id}/follow-ups", "rep-01", 404, new { kind = "call" }),
        ("POST /api/v1/customers/{id}/release", "rep-01 manager admin", 404, new { }),
        ("POST /api/v1/customers/{id}/transfer", "manager admin", 404, new { to = "rep-02", reason = "other" }),
        ("POST /api/v1/customers/{id}/merge", "manager admin", 404, new { into = "019a0000-0000-7000-8000-000000000001" }),
        ("DELETE /api/v1/customers/{id}/merge", "manager admin", 404, null),
        ("GET /api/v1/proposals", "manager admin auditor", 200, null),
        ("POST /api/v1/proposals/{id}/accept", "manager admin", 404, new { }),
        ("DELETE /api/v1/proposals/{id}", "manager admin", 404, null),
        ("GET /api/v1/keys/shared/proposals", "manager admin auditor", 200, null),
        ("POST /api/v1/keys/shared/proposals/accept", "manager admin", 404, new { kind = "phone", value = "13912345679" }),
        ("POST /api/v1/keys/shared/proposals/dismiss", "manager admin", 404, new { kind = "phone", value = "13912345679" }),
        ("POST /api/v1/keys/shared", "admin", 200, new { kind = "phone", value = "13912345679" }),
        ("GET /api/v1/pool", Readers, 200, null),
        ("POST /api/v1/pool/{id}/claim", "rep-01 manager admin", 404, new { rep = "rep-01" }),
        ("GET /api/v1/conflicts", Readers, 200, null),
        ("GET /api/v1/conflicts/{id}", Readers, 404, null),
        ("GET /api/v1/leaderboard", Readers, 200, null),
        ("GET /api/v1/events", Readers, 200, null),
        ("GET /api/v1/live", Readers, 200, null),
        ("GET /api/v1/roster", Everybody, 200, null),
        ("PUT /api/v1/roster/teams/{team}", "admin", 422, new { }),
        ("PUT /api/v1/roster/reps/{rep}", "admin", 422, new { }),
        ("GET /api/v1/policies/{scope}", Readers, 200, null),
        ("PUT /api/v1/policies/{scope}", "admin", 428, new { scope = "default" }),
        ("GET /api/v1/tokens", "admin", 200, null),
        ("POST /api/v1/tokens", "admin", 422, new { }),
        ("DELETE /api/v1/tokens/{id}", "admin", 404, null),
        ("GET /api/v1/me", Everybody, 200, null),
        ("POST /api/v1/imports", "manager admin channel", 422, null),
        ("POST /api/v1/checks", "rep-01 manager admin", 422, null),
    ];

    IEnumerable<string> Mapped => Arbiter.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"])
            .Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}"));

    [Fact]
    public void Every_endpoint_has_its_line() => Assert.Equal(Lines.Select(l => l.Endpoint).Order(StringComparer.Ordinal), Mapped.Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_endpoint_is_open_to_its_roles_alone()
    {
        var revoked = await RevokedAsync();
        var wrong = new List<string>();
        foreach (var line in Lines)
        {
            foreach (var role in Everybody.Split(' '))
            {
                var may = line.May == Public || line.May.Split(' ').Contains(role);
                await Check(line, role, Arbiter.As(role), may ? line.Status : 403);
            }

            await Check(line, "no token", Arbiter.Nobody, line.May == Public ? line.Status : 401);
            await Check(line, "revoked token", revoked, line.May == Public ? line.Status : 401);
            await Check(line, "made-up token", Arbiter.WithToken(new string('A', 43)), line.May == Public ? line.Status : 401);
        }

        Assert.Empty(wrong);

        async Task Check((string Endpoint, string May, int Status, object? Body) line, string who, ArbiterClient client, int expected)
        {
            var reply = await Ask(client, line.Endpoint, line.Body);
            if (reply.Status != expected) wrong.Add($"{line.Endpoint} as {who}: {reply.Status} instead of {expected}: {reply.Body}");
            if (reply.Status >= 400 && !(reply.Status == 400 && line.Endpoint.Contains("/hubs/", StringComparison.Ordinal))) reply.AssertProblem();
        }
    }

    [Fact]
    public async Task A_revoked_token_stops_working_at_once()
    {
        var issued = (await Arbiter.Admin.Post("/tokens", new { name = "short-lived", role = "manager" })).Ok();
        var client = Arbiter.WithToken(issued.Text("token")!);
        Assert.Equal("manager", (await client.Get("/me")).Ok().Text("role"));

        (await Arbiter.Admin.Delete($"/tokens/{issued.Text("id")}")).Ok();

        (await client.Get("/me")).IsProblem(401, "unauthorized");
        (await Arbiter.Admin.Delete($"/tokens/{issued.Text("id")}")).IsProblem(404, "not-found");
        Assert.DoesNotContain(issued.Text("token")!, (await Arbiter.Admin.Get("/tokens")).Body);
    }

    [Fact]
    public async Task The_last_admin_token_cannot_be_revoked()
    {
        var admins = (await Arbiter.Admin.Get("/tokens")).Ok().List("tokens").Where(t => t.GetProperty("role").GetString() == "admin" && !t.TryGetProperty("revokedAt", out _));
        var last = Assert.Single(admins).GetProperty("id").GetString();
        var problem = await Arbiter.Admin.Delete($"/tokens/{last}");
        problem.IsProblem(409, "last-admin-token");
        Assert.Contains("POST /api/v1/tokens", problem.Body);

        var next = Arbiter.WithToken((await Arbiter.Admin.Post("/tokens", new { name = "next", role = "admin" })).Ok().Text("token")!);
        (await next.Delete($"/tokens/{last}")).Ok();
        (await Arbiter.Admin.Get("/me")).IsProblem(401, "unauthorized");
    }

    [Fact]
    public async Task What_a_rep_may_not_see_looks_to_the_byte_like_what_does_not_exist()
    {
        var foreign = await Rep2.Claim(phone: Phone(1));
        await Rep3.Claim(phone: Phone(1));
        (string Request, object? Body)[] requests =
        [
            ("GET /api/v1/customers/{id}", null), ("GET /api/v1/customers/{id}/history", null), ("GET /api/v1/customers/{id}/owner", null),
            ("POST /api/v1/customers/{id}/follow-ups", new { kind = "call" }), ("POST /api/v1/customers/{id}/release", new { }),
            ("GET /api/v1/conflicts/{id}.1", null),
        ];
        foreach (var (request, body) in requests)
        {
            var forbidden = await Ask(Rep1, request.Replace("{id}", foreign.Customer), body);
            var absent = await Ask(Rep1, request, body);
            var malformed = await Ask(Rep1, request.Replace("{id}", "not-an-id"), body);
            forbidden.IsProblem(404, "not-found");
            Assert.Equal(Bytes(absent), Bytes(forbidden));
            Assert.Equal(Bytes(absent), Bytes(malformed));
        }
    }

    static string Bytes(Reply reply) => string.Join("\n", reply.Headers.Concat(reply.ContentHeaders).Where(h => h.Key != "Date")
        .Select(h => $"{h.Key}: {string.Join(",", h.Value)}").Prepend(reply.Status.ToString()).Append(reply.Body));

    static Task<Reply> Ask(ArbiterClient client, string endpoint, object? body)
    {
        var (method, path) = (endpoint[..endpoint.IndexOf(' ')], endpoint[(endpoint.IndexOf(' ') + 1)..]);
        path = path.Replace("{documentName}", "v1").Replace("{scope}", "default").Replace("{team}", "north").Replace("{rep}", "rep-01").Replace("{id}", Unknown);
        if (path.EndsWith("/owner", StringComparison.Ordinal)) path += "?at=2026-03-02T01:00:00Z";
        var content = body is not null ? ArbiterClient.Json(body) : path.EndsWith("/imports", StringComparison.Ordinal) ? ArbiterClient.Raw([], "text/csv") : null;
        return client.Send(new HttpMethod(method != "*" ? method : path.EndsWith("/negotiate", StringComparison.Ordinal) ? "POST" : "GET"), "/" + path, content);
    }

    async Task<ArbiterClient> RevokedAsync()
    {
        var issued = (await Arbiter.Admin.Post("/tokens", new { name = "gone", role = "admin" })).Ok();
        (await Arbiter.Admin.Delete($"/tokens/{issued.Text("id")}")).Ok();
        return Arbiter.WithToken(issued.Text("token")!);
    }
}
