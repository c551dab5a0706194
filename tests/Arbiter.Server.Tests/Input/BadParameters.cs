using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Input;

/// <summary>Query parameters and ids that make no sense: named, never guessed at.</summary>
public sealed class BadParameters : ServerTest
{
    const string Cursor = "OTk5OTk5OTk5OTk5OTk5OTk5IDAxOWEwMDAwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMA";

    [Theory]
    [InlineData("/leaderboard?window=year")]
    [InlineData("/leaderboard?by=moon")]
    [InlineData("/leaderboard?window=today&window=7d")]
    [InlineData("/conflicts?status=both")]
    [InlineData("/conflicts?limit=0")]
    [InlineData("/conflicts?limit=-1")]
    [InlineData("/conflicts?limit=201")]
    [InlineData("/conflicts?limit=1&limit=2")]
    [InlineData("/conflicts?after=%21garbage")]
    [InlineData("/conflicts?after=MTIz")]
    [InlineData("/conflicts?after=MSAxOWE")]
    [InlineData("/conflicts?after=a&after=b")]
    [InlineData("/pool?after=bm90IGEgY3Vyc29y")]
    [InlineData("/pool?after=" + Cursor)]
    [InlineData("/pool?after=" + Cursor + Cursor + Cursor)]
    [InlineData("/pool?limit=99999999999999999999")]
    [InlineData("/pool?scope=nowhere")]
    [InlineData("/pool?scope=default&scope=default")]
    [InlineData("/events?after=-1")]
    [InlineData("/events?after=1e3")]
    [InlineData("/events?after=99999999999999999999")]
    [InlineData("/events?after=1&after=2")]
    [InlineData("/events?limit=1001")]
    [InlineData("/events?after=%201")]
    public async Task Parameters_that_make_no_sense_are_named(string path) =>
        (await Rep1.Get(path)).IsProblem(422, "invalid-value", "?" + path[(path.IndexOf('?') + 1)..path.IndexOf('=')]);

    [Fact]
    public async Task Ids_of_any_shape_are_found_or_not_found()
    {
        string[] ids =
        [
            "1", "null", "..%2F..", "%2e%2e", "%20", "%0a", "%ff", "%F0%9F%98%80", "{id}", "{019a0000-0000-7000-8000-000000000000}",
            "019a000000007000800000000000000", "019A0000-0000-7000-8000-000000000000", "';DROP%20TABLE%20events;--", new string('a', 2000), "x.1", ".1", "1.-1", "a.b.c",
            "019a0000-0000-7000-8000-000000000000.99999999999999",
        ];
        var head = await Arbiter.HeadAsync();
        foreach (var id in ids)
        {
            foreach (var path in new[] { $"/customers/{id}", $"/customers/{id}/history", $"/customers/{id}/owner?at=2026-03-02T01:00:00Z", $"/conflicts/{id}", $"/policies/{id}" })
                (await Arbiter.Admin.Get(path)).IsProblem(404, "not-found");
            (await Arbiter.Admin.Delete($"/tokens/{id}")).IsProblem(404, "not-found");
            (await Rep1.Post($"/customers/{id}/follow-ups", new { kind = "call" })).IsProblem(404, "not-found");
            (await Rep1.Post($"/pool/{id}/claim")).IsProblem(404, "not-found");
            var named = await Arbiter.Admin.Put($"/roster/teams/{id}", new { name = "X" });
            if (named.Status != 200) Assert.Contains(named.AssertProblem().Status, new[] { 404, 405, 422 });
            else head++;
        }

        Assert.Equal(head, await Arbiter.HeadAsync());
    }

    [Fact]
    public async Task Unknown_addresses_and_methods_are_problems_too()
    {
        (await Rep1.Get("/nothing/here")).IsProblem(404, "not-found");
        (await Rep1.Get("//no/page/either")).IsProblem(404, "not-found");
        (await Rep1.Get("/claims")).IsProblem(405, "method-not-allowed");
        (await Rep1.Delete("/claims")).IsProblem(405, "method-not-allowed");
    }
}
