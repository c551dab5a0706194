using System.Text;
using Arbiter.Server.Tests.Running;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Arbiter.Server.Tests.Input;

/// <summary>Bodies that no endpoint takes: each is refused with a problem that says so, and nothing happens.</summary>
public sealed class BadBodies : ServerTest
{
    [Fact]
    public void Every_endpoint_with_a_body_is_tested_here()
    {
        var mapped = Arbiter.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") == true)
            .Select(e => e.RoutePattern.RawText!.Replace("/api/v1", "").Replace("{team}", "east").Replace("{rep}", "rep-09").Replace("{scope}", "default"));
        Assert.Equal(mapped.Order(), BodyEndpoint.All.Select(e => e.Path).Order());
    }

    [Fact]
    public async Task Valid_bodies_are_taken()
    {
        var claimed = await Rep1.Claim(phone: Phone(1));
        foreach (var endpoint in BodyEndpoint.All)
        {
            var reply = await endpoint.Send(Arbiter, claimed.Customer, endpoint.Valid);
            // Released by then.
            if (reply.Status != 409 || !endpoint.Path.EndsWith("/transfer", StringComparison.Ordinal)) Assert.True(reply.Status == endpoint.Status, $"{endpoint}: {reply}");
        }

    }

    [Fact]
    public async Task Bodies_that_are_not_the_json_we_take_are_refused() => await Refused([400, 422], endpoint =>
    [
        .. Texts(
            "", " ", "null", "[]", "1", "true", "\"text\"", "{", "{]", "{}}", "{} {}", "{}x", "{\"a\"}", "{'kind':'call'}", "{\"kind\":}", "// comment\n{}", "{/**/}", "{,}",
            "\ufeff\ufeff{}", "NaN", "{\"unknown\":1}", "{\"Identifiers\":[]}", "{\"IDENTIFIERS\":[]}", "{\"\":1}", "{\"a.b\":{\"c\":1}}", "{\"\\ud800\":1}", "{\"__proto__\":{}}",
            "{\"" + new string('x', 198) + "😀😀\":1}", Nested(100, '['), Nested(100, '{'), Nested(20_000, '[')),
        .. Texts(endpoint.Valid[..^1], endpoint.Valid[..(endpoint.Valid.Length / 2)], endpoint.Valid + "}", "[" + endpoint.Valid + "]"),
        .. Texts(endpoint.Valid[..^1] + ",\"surplus\":1}", endpoint.Valid[..^1] + "," + endpoint.Valid[1..], endpoint.Valid.Replace("\":", "\":\"\\ud800")),
        [0], [0xff, 0xfe, (byte)'{', 0, (byte)'}', 0], [.. "{\"a\xff"u8], [.. "{\""u8, 0xff, 0xfe, .. "\":1}"u8], [.. "{\"a\":\""u8, 0xc3, 0x28, .. "\"}"u8], [.. "{}"u8, 0],
    ]);

    [Fact]
    public async Task Text_that_is_no_text_is_400()
    {
        foreach (var bad in new byte[][] { [0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [.. "\\ud800"u8], [.. "\\udc00\\ud800"u8], [0], [0x0a], [0x1f], [.. "\\x"u8] })
        {
            await Refused([400], endpoint =>
            {
                // Into every text value of a valid body.
                var valid = endpoint.Valid;
                return Enumerable.Range(0, valid.Length - 2).Where(i => valid[i] == ':' && valid[i + 1] == '"')
                    .Select(i => (byte[])[.. Encoding.UTF8.GetBytes(valid[..(i + 2)]), .. bad, .. Encoding.UTF8.GetBytes(valid[(i + 2)..])]);
            });
        }
    }

    [Fact]
    public async Task Values_of_another_type_are_400_or_422()
    {
        foreach (var other in new[] { "1", "-1", "1.5", "1e400", "true", "[]", "{}", "[null]", "\"\"", "\"no such thing\"", "99999999999999999999" })
            await Refused([400, 422], endpoint => Texts([.. Replacements(endpoint.Valid, other)]), partly: true);
    }

    [Fact]
    public async Task Nulls_are_never_a_fault() =>
        await Refused([400, 404, 422], endpoint => Texts([.. Replacements(endpoint.Valid, "null"), .. Replacements(endpoint.Valid, "[null]")]), partly: true);

    [Fact]
    public async Task Another_content_type_is_415()
    {
        foreach (var type in new[] { "text/plain", "text/json", "application/xml", "application/jsonx", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x" })
        {
            foreach (var endpoint in BodyEndpoint.All)
                (await endpoint.Send(Arbiter, "x", Encoding.UTF8.GetBytes(endpoint.Valid), type)).IsProblem(415, "wrong-content-type");
        }
    }

    [Fact]
    public async Task Too_large_is_413_with_and_without_a_length()
    {
        var head = await Arbiter.HeadAsync();
        foreach (var endpoint in BodyEndpoint.All)
        {
            var large = Encoding.UTF8.GetBytes(endpoint.Valid + new string(' ', endpoint.Most));
            (await endpoint.Send(Arbiter, "x", large)).IsProblem(413, "body-too-large");
            (await endpoint.Send(Arbiter, "x", large, chunked: true)).IsProblem(413, "body-too-large");
        }

        Assert.Equal(head, await Arbiter.HeadAsync());
    }

    [Fact]
    public async Task Too_many_and_too_long_identifiers()
    {
        var head = await Arbiter.HeadAsync();
        (await Rep1.Post("/claims", new { identifiers = Array.Empty<object>() })).IsProblem(422, "no-usable-identifier", "/identifiers");
        (await Rep1.Post("/claims", new { })).IsProblem(422, "missing-field", "/identifiers");
        (await Rep1.Post("/claims", ArbiterClient.ClaimOf(phone: "无"))).IsProblem(422, "no-usable-identifier", "/identifiers/0/value");
        (await Rep1.Post("/claims", new { identifiers = Enumerable.Repeat(new { kind = "phone", value = "1" }, 1000) })).IsProblem(422, "too-many", "/identifiers");
        (await Rep1.Post("/claims", new { identifiers = Enumerable.Repeat(new { kind = "phone", value = "1" }, 10_000) })).IsProblem(413, "body-too-large");
        (await Rep1.Post("/claims", ArbiterClient.ClaimOf(phone: new string('1', 1 << 20)))).IsProblem(413, "body-too-large");
        foreach (var kind in new[] { "phone", "email", "company", "creditCode", "wechat", "website" })
        {
            foreach (var c in new[] { '1', 'a', '.', '@', '/', '(', ' ', '公', '\u0000', '\u202e', '\u0301', '-' })
            {
                // A megabyte of anything in a row of a batch, where so much is taken.
                var batch = new { claims = new[] { new { identifiers = new[] { new { kind, value = new string(c, 1 << 19) } } } } };
                var row = (await Rep1.Post("/claims/batch", batch)).Ok()["rulings"][0];
                Assert.True(row.GetProperty("problem").GetProperty("type").GetString() == "/problems/no-usable-identifier", $"{kind} of '{c}': {row}");
            }
        }

        Assert.Equal(head, await Arbiter.HeadAsync());
    }

    [Fact]
    public async Task A_request_key_is_visible_ascii_and_not_too_long()
    {
        var head = await Arbiter.HeadAsync();
        foreach (var endpoint in BodyEndpoint.All.Where(e => e.Method == "POST"))
        {
            foreach (var key in new[] { new string('k', 129), "with space", "", "naïve" })
                (await endpoint.Send(Arbiter, "x", Encoding.UTF8.GetBytes(endpoint.Valid), key: key)).IsProblem(422, "invalid-value");
            (await Arbiter.As(endpoint.As).Send(HttpMethod.Post, endpoint.Path, ArbiterClient.Raw(endpoint.Valid), request =>
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", ["one", "two"]);
            })).IsProblem(422, "invalid-value");
        }

        Assert.Equal(head, await Arbiter.HeadAsync());
    }

    [Fact]
    public async Task A_policy_is_changed_by_those_who_know_its_version()
    {
        var read = (await Arbiter.Admin.Get("/policies/default")).Ok();
        Assert.Equal("\"1\"", read.Headers.ETag!.Tag);
        var body = new { scope = "default", quotas = new { holdings = 7 } };
        (await Arbiter.Admin.Put("/policies/default", body)).IsProblem(428, "precondition-required");
        foreach (var match in new[] { "\"0\"", "\"2\"", "W/\"1\"", "garbage", "\"-1\"", "\"99999999999\"", "*" })
            (await Arbiter.Admin.Put("/policies/default", body, match)).IsProblem(412, "precondition-failed");
        (await Arbiter.Admin.Put("/policies/default", new { scope = "other" }, "\"1\"")).IsProblem(422, "invalid-value", "/scope");
        (await Arbiter.Admin.Put("/policies/default", new { }, "\"1\"")).IsProblem(422, "missing-field", "/scope");
        (await Arbiter.Admin.Put("/policies/default", new { scope = "default", protection = new { afterClaimHours = 0 } }, "\"1\""))
            .IsProblem(422, "invalid-value", "/protection/afterClaimHours");
        Assert.Equal("\"2\"", (await Arbiter.Admin.Put("/policies/default", body, "\"1\"")).Ok().Headers.ETag!.Tag);
    }

    async Task Refused(int[] statuses, Func<BodyEndpoint, IEnumerable<byte[]>> bodies, bool partly = false)
    {
        foreach (var endpoint in BodyEndpoint.All)
        {
            foreach (var body in bodies(endpoint))
            {
                await Arbiter.ComparedAsync();
                var head = await Arbiter.HeadAsync();
                var reply = await endpoint.Send(Arbiter, "019a0000-0000-7000-8000-000000000000", body);
                // What may be left out may also be null, a row of a batch has a problem of its own, and another rep's name is not the caller's to use.
                if (partly && reply.Status is 200 or 403 or 404 or 409 or 412) continue;
                Assert.True(statuses.Contains(reply.Status), $"{endpoint}: {reply} to {Encoding.UTF8.GetString(body)[..Math.Min(300, Encoding.UTF8.GetString(body).Length)]}");
                reply.AssertProblem();
                Assert.Equal(head, await Arbiter.HeadAsync());
            }
        }
    }

    /// <summary>The valid body with each of its values replaced in turn.</summary>
    static IEnumerable<string> Replacements(string valid, string value) =>
        System.Text.RegularExpressions.Regex.Matches(valid, "(?<=\":)(\"[^\"]*\"|\\d+|true|\\[[^\\]]*\\]|\\{[^}]*\\})").Select(m => valid[..m.Index] + value + valid[(m.Index + m.Length)..]);

    static IEnumerable<byte[]> Texts(params string[] texts) => texts.Select(Encoding.UTF8.GetBytes);

    static string Nested(int levels, char open) =>
        open == '[' ? new string('[', levels) + new string(']', levels) : string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
}
