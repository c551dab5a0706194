using Arbiter.Engine.Local;
using Arbiter.Server.Tests.Running;
using Arbiter.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Arbiter.Server.Tests.Operations;

/// <summary>Overload and outage: bounded, told apart from decisions, and over by themselves (P10). On the machine's own time.</summary>
public sealed class Outages
{
    [Fact]
    public async Task Overload_is_429_with_retry_after_and_ends_with_the_load()
    {
        await using var arbiter = await ArbiterHost.StartAsync(
            customize: builder => builder.Services.AddSingleton(new LocalEngineOptions(Seed: 1, Admitted: Admitted)));
        var claims = Enumerable.Range(0, 400).Select(i => ArbiterClient.ClaimOf(phone: $"1390{i * 7919 + 1_000_003:D7}", rep: "rep-01")).ToList();

        var batch = (await arbiter.Manager.Post("/claims/batch", new { claims })).Ok();

        var refused = batch.List("rulings").Where(r => r.TryGetProperty("problem", out _)).Select(r => r.GetProperty("problem")).ToList();
        Assert.NotEmpty(refused);
        Assert.NotEqual(claims.Count, refused.Count);
        Assert.All(refused, problem => Assert.Equal(("/problems/overloaded", 429), (problem.GetProperty("type").GetString(), problem.GetProperty("status").GetInt32())));
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => arbiter.As("rep-02").Post("/claims", ArbiterClient.ClaimOf(phone: $"1380{i * 7919 + 1_000_003:D7}"))));
        foreach (var reply in replies.Where(r => r.Status != 200))
        {
            reply.IsProblem(429, "overloaded");
            Assert.True(reply.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        }

        (await arbiter.As("rep-03").Claim(phone: "13700000018")).Is("granted", "firstClaim");
    }

    /// <summary>Enough to fill the roster by, too few for a batch.</summary>
    const int Admitted = 32;

    [Fact]
    public async Task Batches_wait_in_a_bounded_queue()
    {
        await using var arbiter = await ArbiterHost.StartAsync();
        using var gate = new SemaphoreSlim(0);
        // Bodies that do not end keep their places; whoever has none is told before they send one.
        var waiting = Enumerable.Range(0, 90).Select(_ => arbiter.As("rep-01").Send(HttpMethod.Post, "/claims/batch", new HeldBack(gate), r => r.Headers.ExpectContinue = true)).ToList();

        var refused = await (await Task.WhenAny(waiting)).InTime("a batch is refused");
        refused.IsProblem(429, "overloaded");
        Assert.NotNull(refused.Headers.RetryAfter);
        (await arbiter.As("rep-01").Claim(phone: "13700000018")).Is("granted", "firstClaim");

        gate.Release(waiting.Count);
        var all = await Task.WhenAll(waiting).InTime("the batches that waited");
        Assert.Equal(90 - 8 - 64, all.Count(r => r.Status == 429));
        Assert.Equal(8 + 64, all.Count(r => r.Status == 200));
    }

    [Fact]
    public async Task When_the_store_goes_and_comes_back_so_does_the_service()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        var database = postgres.ConnectionString(await postgres.CreateDatabaseAsync()) + ";Timeout=3;Command Timeout=5";
        await using var arbiter = await ArbiterHost.StartUnreadyAsync(database);
        await arbiter.WaitUntilReadyAsync();
        (await arbiter.Admin.Put("/roster/reps/rep-01", new { name = "One" })).Ok();
        var before = await arbiter.Admin.Claim(phone: "13700000018", rep: "rep-01", key: "k-1");

        await postgres.StopAsync(PostgresStop.Immediate);
        (await arbiter.Admin.Post("/claims", ArbiterClient.ClaimOf(phone: "13700000026", rep: "rep-01"), "k-2")).IsProblem(503, "unavailable");
        var unready = await Eventually.Get(() => arbiter.Nobody.Get("//readyz"), r => r.Status == 503, "readyz tells of the outage");
        unready.IsProblem(503, "unavailable");
        Assert.Contains("store", unready.Text("detail"));
        Assert.NotNull(unready.Headers.RetryAfter);
        (await arbiter.Nobody.Get("//healthz")).Ok();
        (await arbiter.Admin.Get($"/customers/{before.Customer}")).IsProblem(503, "unavailable");
        (await arbiter.Admin.Get("/me")).Ok();
        // These search first, and would ask a store that is known to be away.
        (await arbiter.Admin.Post("/lookups", ArbiterClient.ClaimOf(phone: "13700000018"))).IsProblem(503, "unavailable");
        (await arbiter.Admin.Post("/claims", ArbiterClient.ClaimOf(company: "北京远山科技有限公司", rep: "rep-01"))).IsProblem(503, "unavailable");

        await postgres.StartAsync();
        await Eventually.Is(async () => (await arbiter.Nobody.Get("//readyz")).Status == 200, "ready again");
        Assert.Equal(before.Told, (await arbiter.Admin.Claim(phone: "13700000018", rep: "rep-01", key: "k-1")).Told);
        (await arbiter.Admin.Claim(phone: "13700000026", rep: "rep-01", key: "k-2")).Is("granted", "firstClaim");
    }

    [Fact]
    public async Task Before_the_store_was_ever_there_nobodys_token_is_called_wrong()
    {
        await using var arbiter = await ArbiterHost.StartUnreadyAsync("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2");

        (await arbiter.Admin.Get("/me")).IsProblem(503, "unavailable");
        (await arbiter.Nobody.Get("/me")).IsProblem(401, "unauthorized");
        (await arbiter.Nobody.Get("//healthz")).Ok();
        (await arbiter.Nobody.Get("//readyz")).IsProblem(503, "unavailable");
    }

    /// <summary>A body that begins at once and ends when the gate opens.</summary>
    sealed class HeldBack : HttpContent
    {
        readonly SemaphoreSlim gate;

        public HeldBack(SemaphoreSlim gate)
        {
            this.gate = gate;
            Headers.ContentType = new("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync("{\"claims\":["u8.ToArray());
            await stream.FlushAsync();
            await gate.WaitAsync();
            await stream.WriteAsync("null]}"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
