using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Engine.Relay;
using Arbiter.Server.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Arbiter.Server.Tests.Relay;

/// <summary>Two servers on one database, of which one decides for both.</summary>
public sealed class LeaderRules : IAsyncLifetime
{
    ArbiterHost? host;

    ArbiterHost Arbiter => host!;

    RelayEngine Follower => Arbiter.Services.GetRequiredService<RelayEngine>();

    RelayEngine Leader => Arbiter.LeaderServices.GetRequiredService<RelayEngine>();

    public async ValueTask InitializeAsync() => host = await ArbiterHost.StartAsync(Store.PostgresThroughLeader);

    public ValueTask DisposeAsync() => host!.DisposeAsync();

    [Fact]
    public async Task The_leader_decides_and_the_other_one_writes_nothing()
    {
        var before = (Here: Arbiter.Services.GetRequiredService<LocalEngine>().Commits, There: Arbiter.LeaderServices.GetRequiredService<LocalEngine>().Commits);

        var ruling = await Arbiter.As("rep-01").Claim(phone: "13800000001");

        Assert.Equal("granted", ruling.Verdict);
        Assert.Equal((1, 0), (Follower.Relayed, Follower.DecidedHere));
        Assert.Equal(before.Here, Arbiter.Services.GetRequiredService<LocalEngine>().Commits);
        Assert.True(Arbiter.LeaderServices.GetRequiredService<LocalEngine>().Commits > before.There);
        Assert.Equal((true, 1, false), (Leader.Leads, Leader.Askers, Follower.Leads));
        await Eventually.Is(
            async () => (await Arbiter.Auditor.Get("/events?limit=1")).Ok().Number("head") >= ruling.Seq, "the feed of the server that was asked tells of it");
    }

    /// <summary>The two differ in nothing that their databases tell them: what the one committed, the other was told.</summary>
    [Fact]
    public async Task Whoever_has_an_answer_finds_its_event_and_its_keys_at_the_server_that_was_asked()
    {
        var (here, there) = (Arbiter.Services.GetRequiredService<LocalEngine>(), Arbiter.LeaderServices.GetRequiredService<LocalEngine>());
        await Eventually.Is(() => Task.FromResult(here.Feed.Head == there.Feed.Head), "the one that asks knows what the other one does");
        var taken = here.TakenIn;

        var atOnce = 0;
        for (var i = 0; i < 20; i++)
        {
            var ruling = await Arbiter.As("rep-01").Claim(phone: $"13712{i + 20_345:D6}");
            if (here.Feed.Head >= ruling.Seq) atOnce++;
        }

        // What is being read from the log just then, or overtaken by a commit of its own, comes a little later.
        Assert.InRange(atOnce, 15, 20);
        Assert.InRange(here.TakenIn, taken + 10, long.MaxValue);
        Assert.Equal(0, here.UntoldKeys);
        await Arbiter.StopLeaderAsync();
        Assert.Equal("held", (await Arbiter.As("rep-02").Claim(phone: "13712020345")).Verdict);
    }

    [Fact]
    public async Task What_is_rare_is_decided_where_it_is_asked_and_the_leader_knows_it_at_once()
    {
        (await Arbiter.Admin.Put("/roster/reps/rep-77", new { name = "Seventy-seven", active = true })).Ok();

        Assert.Equal("granted", (await Arbiter.Manager.Claim(phone: "13800000002", rep: "rep-77")).Verdict);
        Assert.Equal((1, 0), (Follower.Relayed, Follower.DecidedHere));
    }

    [Fact]
    public async Task Nobody_misses_a_leader_that_ends()
    {
        var claims = Enumerable.Range(0, 80).Select(async i =>
        {
            if (i == 40) await Arbiter.StopLeaderAsync();
            return await Arbiter.As(ArbiterHost.RepName(1 + (i % 5))).Claim(phone: $"13712{i + 10_345:D6}");
        });

        Assert.All(await Task.WhenAll(claims), ruling => Assert.Equal("granted", ruling.Verdict));
        Assert.False(Follower.Asks);
    }

    [Fact]
    public async Task Nobody_asks_without_a_ticket_for_here_and_none_is_good_for_twice()
    {
        var replicas = Arbiter.LeaderServices.GetRequiredService<IStore>().Replicas!;
        var (ticket, elsewhere) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        await replicas.IssueTicketAsync(new RelayTicket(RelayHandshake.HashOf(ticket), [1], Leader.Id), TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await replicas.IssueTicketAsync(new RelayTicket(RelayHandshake.HashOf(elsewhere), [1], Guid.NewGuid()), TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal(404, (await Arbiter.Nobody.Get("/" + RelayHandshake.Path)).Status);
        await RefusedAsync(null);
        await RefusedAsync("Bearer " + Arbiter.Admin.Token);
        await RefusedAsync(RelayHandshake.Scheme + "short");
        await RefusedAsync(RelayHandshake.Scheme + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await RefusedAsync(RelayHandshake.Scheme + Convert.ToBase64String(elsewhere));
        using (await ConnectAsync(RelayHandshake.Scheme + Convert.ToBase64String(ticket))) await RefusedAsync(RelayHandshake.Scheme + Convert.ToBase64String(ticket));
    }

    [Theory]
    [InlineData("no message at all")]
    [InlineData("[7]")]
    [InlineData("{}")]
    [InlineData("""[{"kind":"claim"}]""")]
    [InlineData("""[{"id":1,"kind":"claim","actor":null}]""")]
    public async Task Nonsense_over_a_good_ticket_harms_nobody_else(string nonsense)
    {
        var ticket = RandomNumberGenerator.GetBytes(32);
        await Arbiter.LeaderServices.GetRequiredService<IStore>().Replicas!.IssueTicketAsync(
            new RelayTicket(RelayHandshake.HashOf(ticket), [1], Leader.Id), TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        using var socket = await ConnectAsync(RelayHandshake.Scheme + Convert.ToBase64String(ticket));

        await socket.SendAsync(Encoding.UTF8.GetBytes(nonsense), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

        Assert.Equal("granted", (await Arbiter.As("rep-01").Claim(phone: "13800000003")).Verdict);
        Assert.Equal((1, 0), (Follower.Relayed, Follower.DecidedHere));
    }

    async Task RefusedAsync(string? authorization) => Assert.Contains("401", (await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(authorization))).Message, StringComparison.Ordinal);

    async Task<ClientWebSocket> ConnectAsync(string? authorization)
    {
        var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        if (authorization is not null) socket.Options.SetRequestHeader("Authorization", authorization);
        await socket.ConnectAsync(new UriBuilder(Arbiter.LeaderAddress) { Scheme = "ws", Path = RelayHandshake.Path }.Uri, TestContext.Current.CancellationToken);
        return socket;
    }
}
