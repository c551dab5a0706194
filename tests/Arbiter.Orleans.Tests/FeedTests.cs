using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Orleans.Grains;
using Arbiter.Orleans.Streams;
using Arbiter.Orleans.Tests.Running;
using Arbiter.Orleans.Wire;
using Arbiter.Server.Tests.Running;
using Arbiter.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Streams;

namespace Arbiter.Orleans.Tests;

/// <summary>The stream may lose, double and reorder; no silo's feed does.</summary>
public sealed class FeedTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_silo_has_every_record_whether_the_stream_brings_it_or_loses_it(bool streamWorks)
    {
        var members = await Member.ClusterAsync(await PostgresFixture.NewDatabaseAsync(), silos: 3, reps: 1, tellOthers: streamWorks);
        try
        {
            // With a key each: what a busy machine answers late is then decided at the silo that was asked, and not given up.
            await Task.WhenAll(Enumerable.Range(0, 300).Select(key =>
                members[key % 3].Engine.ExecuteAsync(Member.ClaimOf(0, key), new Request(new RequestKey("rep-0", $"k-{key}"), 1))));
            var head = members.Max(m => m.Feed.Head);
            await Until.Is(() => members.All(m => m.Feed.Head == head), "all feeds are complete");

            // Either way they are told which keys there are, so that nobody has to find out again.
            Assert.All(members, m => Assert.Equal(0, m.Local.UntoldKeys));
            var all = await members[0].Store.Journal.ReadAsync(0, 10_000, Cancel);
            foreach (var member in members)
            {
                var seen = member.Feed.TryRead(all[^1].Seq - 250, 1000)!;
                Assert.Equal(all.TakeLast(250).Select(r => (r.Seq, Convert.ToHexString(r.Hash))), seen.Select(r => (r.Seq, Convert.ToHexString(r.Hash))));
            }
        }
        finally
        {
            foreach (var member in members) await member.DisposeAsync();
        }
    }

    [Fact]
    public async Task Records_that_do_not_follow_are_left_alone_and_found_in_the_log()
    {
        var database = await PostgresFixture.NewDatabaseAsync();
        await using var writer = await Member.StartAsync(database);
        await writer.AddRepsAsync(1);
        await using var store = Stores.Open(database, TimeProvider.System, new StoreOptions());
        var feed = new CommittedFeed();
        await using var reader = new LocalEngine(store.Journal, feed, TimeProvider.System, new LocalEngineOptions(9));
        await Until.Is(() => reader.Health.Ready && feed.Head == writer.Feed.Head, "the reader is there");
        var before = feed.Head;
        for (var key = 0; key < 6; key++) await writer.ClaimAsync(0, key);
        var records = await store.Journal.ReadAsync(before, 100, Cancel);
        var known = (await store.Journal.ReadAsync(before - 1, 1, Cancel))[0];

        // In order and twice; then with one missing, one forged, and what was missing.
        Assert.False(await reader.TakeInAsync(Piece(0..2)));
        Assert.False(await reader.TakeInAsync(Piece(0..3)));
        Assert.Equal(before + 3, feed.Head);
        Assert.True(await reader.TakeInAsync(Piece(4..5)));
        Assert.Null(LogPiece.Checked(Before(3), [records[3] with { Payload = records[4].Payload }]));
        Assert.True(await reader.TakeInAsync(new LogPiece(Before(3) with { Hash = records[0].Hash }, [records[3]])));
        Assert.Equal(before + 3, feed.Head);
        await reader.CatchUpAsync(Cancel);

        await Until.Is(() => feed.Head == writer.Feed.Head, "the log completes what the stream did not bring");
        Assert.Equal(records.Select(r => r.Seq), feed.TryRead(before, 100)!.Select(r => r.Seq));

        LogHead Before(int first) => new(records[first].Seq - 1, (first == 0 ? known : records[first - 1]).Hash);

        LogPiece Piece(Range some) => LogPiece.Checked(Before(some.Start.Value), [.. records.Take(some)])!;
    }

    [Fact]
    public async Task A_silo_reads_the_log_while_it_cannot_subscribe_to_the_stream()
    {
        var database = await PostgresFixture.NewDatabaseAsync();
        await using var writer = await Member.StartAsync(database);
        await using var store = Stores.Open(database, TimeProvider.System, new StoreOptions());
        var feed = new CommittedFeed();
        await using var reader = new LocalEngine(store.Journal, feed, TimeProvider.System, new LocalEngineOptions(9));
        await Until.Is(() => reader.Health.Ready, "the reader is there");
        using var ending = new CancellationTokenSource();
        var following = Task.WhenAll(
            new LogStream(reader, new OwnRecords(new ClusterView(OrleansParts.Time)), DeafStream.Provider(), "here", NullLogger.Instance).RunAsync(ending.Token),
            new LookLoop(reader, store.Journal, TimeProvider.System).RunAsync(ending.Token));

        await writer.AddRepsAsync(1);

        await Until.Is(() => feed.Head == writer.Feed.Head, "the log is read");
        await ending.CancelAsync();
        await following;
    }

    /// <summary>Its feed is what live subscribers see, and the tokens that it knows are who is let in: for as long as it answers at all.</summary>
    [Fact]
    public async Task A_process_that_is_no_silo_reads_the_log_and_is_counted_among_those_who_use_the_database()
    {
        var database = await PostgresFixture.NewDatabaseAsync();
        await using var writer = await Member.StartAsync(database);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var outside = Member.Outside(database, ((IPEndPoint)taken.LocalEndpoint).Port);
        await writer.AddRepsAsync(1);

        await Until.Is(() => outside.Local.Health.Ready && outside.Feed.Head == writer.Feed.Head, "the log is read");
        Assert.False(outside.Engine.Health.Ready);
        // By these a contract knows whom it would shut out.
        await Until.Is(
            async () => await CountAsync(database, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 728301") == 2, "both are counted");
        Assert.Equal(0L, await CountAsync(database, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 728302"));
    }

    [Fact]
    public async Task What_the_stream_keeps_is_bounded_by_seconds()
    {
        await using var member = await Member.StartAsync(await PostgresFixture.NewDatabaseAsync());
        var kept = member.Engine.Services!.GetRequiredService<IOptionsMonitor<StreamCacheEvictionOptions>>().Get(LogStream.Provider);
        Assert.InRange(kept.DataMaxAgeInCache, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.InRange(kept.DataMinTimeInCache, TimeSpan.Zero, kept.DataMaxAgeInCache);
    }

    static async Task<long> CountAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())", connection);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    /// <summary>A stream whose subscriptions never come about. Public, because the proxy derives from it.</summary>
    public class DeafStream : DispatchProxy
    {
        public static IStreamProvider Provider() => Create<IStreamProvider, DeafStream>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IStreamProvider.GetStream) => Create<IAsyncStream<StreamedRecords>, DeafStream>(),
            "SubscribeAsync" => new TaskCompletionSource<StreamSubscriptionHandle<StreamedRecords>>().Task,
            _ => throw new NotSupportedException(targetMethod.Name),
        };
    }
}
