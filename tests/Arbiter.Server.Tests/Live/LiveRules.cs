using System.Text.Json;
using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Live;

/// <summary>Snapshot, then stream: every change once, in order, whatever happens to the connection (P6).</summary>
public abstract class LiveRules(Store store) : ServerTest(store)
{
    [Fact]
    public async Task Between_snapshot_and_stream_nothing_is_lost_or_doubled()
    {
        for (var i = 0; i < 3; i++) await Rep1.Claim(phone: Phone(i));
        var snapshot = (await Rep2.Get("/live")).Ok();
        for (var i = 3; i < 6; i++) await Rep1.Claim(phone: Phone(i));

        await using var live = await LiveConnection.OpenAsync(Arbiter, Rep2);
        await live.SubscribeAsync(snapshot.Number("seq"));
        var streamed = live.EventsUpToAsync(snapshot.Number("seq") + 9);
        await Task.WhenAll(Enumerable.Range(6, 6).Select(i => Rep3.Claim(phone: Phone(i))));

        Assert.Equal(Enumerable.Range(1, 9).Select(i => snapshot.Number("seq") + i), Positions(await streamed));
        Assert.Equal(snapshot.Number("seq"), Positions(snapshot.List("events"))[^1]);
    }

    [Fact]
    public async Task The_stream_shows_what_the_log_shows()
    {
        var claimed = await Rep1.Claim(phone: Phone(1));
        await using var live = await LiveConnection.OpenAsync(Arbiter, Arbiter.Auditor);
        await live.SubscribeAsync(0);
        await Rep2.Claim(phone: Phone(1));
        await Rep1.FollowUp(claimed.Customer, "call");
        await Arbiter.Manager.Transfer(claimed.Customer, "rep-03");
        await Arbiter.As("rep-03").Release(claimed.Customer);
        var head = await Arbiter.HeadAsync();

        var streamed = await live.EventsUpToAsync(head);

        var paged = (await Arbiter.Auditor.Get("/events?after=0&limit=1000")).Ok().List("events");
        Assert.Equal(paged.Select(e => e.GetRawText()), streamed.Select(e => e.GetRawText()));
    }

    [Fact]
    public async Task A_connection_has_so_many_streams_and_no_more()
    {
        var head = await Arbiter.HeadAsync();
        await using var live = await LiveConnection.OpenAsync(Arbiter, Rep2);
        for (var i = 0; i < 5; i++) await live.SubscribeAsync(head);

        Assert.Contains("tooManyStreams", await live.FailureAsync());
        var claimed = await Rep1.Claim(phone: Phone(0));
        for (var i = 0; i < 4; i++) Assert.Contains(claimed.Seq, Positions((await live.ItemInTimeAsync()).EnumerateArray()));
    }

    /// <summary>A thousand subscribers of a busy log would otherwise cost more than all that is decided.</summary>
    [Fact]
    public async Task What_comes_faster_than_eyes_follow_comes_in_one_message()
    {
        await using var live = await LiveConnection.OpenAsync(Arbiter, Rep2);
        await live.SubscribeAsync(await Arbiter.HeadAsync());
        var first = await Rep1.Claim(phone: Phone(0));
        Assert.Equal(first.Seq, Positions((await live.ItemAsync()).EnumerateArray())[^1]);
        for (var i = 1; i < 5; i++) await Rep1.Claim(phone: Phone(i));

        var message = Positions((await live.ItemInTimeAsync()).EnumerateArray());

        Assert.Equal(first.Seq + 1, message[0]);
        Assert.Equal(await Arbiter.HeadAsync(), message[^1]);
    }

    [Fact]
    public async Task Whoever_comes_back_goes_on_after_the_last_they_saw_also_across_a_restart()
    {
        long last;
        await using (var live = await LiveConnection.OpenAsync(Arbiter, Rep2))
        {
            await live.SubscribeAsync(await Arbiter.HeadAsync());
            last = (await Rep1.Claim(phone: Phone(1))).Seq;
            await live.EventsUpToAsync(last);
        }

        await Rep1.Claim(phone: Phone(2));
        await Arbiter.RestartAsync();
        var newest = await Rep1.Claim(phone: Phone(3));

        await using var again = await LiveConnection.OpenAsync(Arbiter, Rep2);
        await again.SubscribeAsync(last);
        Assert.Equal([last + 1, last + 2], Positions(await again.EventsUpToAsync(newest.Seq)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_000_000)]
    [InlineData(long.MaxValue)]
    public async Task A_position_that_cannot_be_served_needs_a_new_snapshot(long after)
    {
        await using var live = await LiveConnection.OpenAsync(Arbiter, Rep1);
        await live.SubscribeAsync(after);
        Assert.Contains("tooFarBehind", await live.FailureAsync());
    }

    [Fact]
    public async Task Gauges_show_the_moment()
    {
        await using var live = await LiveConnection.OpenAsync(Arbiter, Rep1);
        await live.WatchGaugesAsync();
        await live.ItemAsync();
        await Rep1.Claim(phone: Phone(1));
        await Rep2.Claim(phone: Phone(1));

        JsonElement gauges;
        do
        {
            Clock.Advance(TimeSpan.FromMilliseconds(500));
            gauges = await live.ItemAsync();
        }
        while (gauges.GetProperty("openConflicts").GetInt32() != 1);

        Assert.Equal(1, gauges.GetProperty("connections").GetInt32());
        Assert.Equal(await Arbiter.HeadAsync(), gauges.GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task A_revoked_token_ends_the_stream_it_opened()
    {
        var issued = (await Arbiter.Admin.Post("/tokens", new { name = "wall", role = "auditor" })).Ok();
        await using var live = await LiveConnection.OpenAsync(Arbiter, Arbiter.WithToken(issued.Text("token")!));
        await live.SubscribeAsync(issued.Number("seq"));

        (await Arbiter.Admin.Delete($"/tokens/{issued.Text("id")}")).Ok();

        Assert.Contains("unauthorized", await live.FailureAsync());
    }

    static long[] Positions(IEnumerable<JsonElement> events) => [.. events.Select(e => e.GetProperty("seq").GetInt64())];
}

public sealed class LiveRulesOnSqlite() : LiveRules(Store.Sqlite);

public sealed class LiveRulesOnPostgres() : LiveRules(Store.Postgres);
