using System.Runtime.CompilerServices;
using Arbiter.Domain.Access;
using Arbiter.Engine;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Server.Access;
using Arbiter.Server.Feed;
using Microsoft.AspNetCore.SignalR;

namespace Arbiter.Server.Live;

/// <summary>
/// The live lanes. Each subscriber reads the feed at its own pace, so a slow one holds up nobody; one that falls behind what is kept in memory is told to take
/// a new snapshot.
/// </summary>
public sealed class LiveHub(CommittedFeed feed, FeedReader reader, IJournal journal, LiveGauges gauges, IArbiterEngine engine, TimeProvider time) : Hub
{
    /// <summary>How far behind a subscriber may begin; the rest of its gap is read from the store.</summary>
    const long MostBehind = 50_000;
    const int PageSize = 200;

    /// <summary>Streams of one connection at a time: the board takes two, and may begin them anew before the old ones have ended. SignalR's own limits do not count streams.</summary>
    const int MostStreams = 4;

    /// <summary>
    /// The least time from one message to the next, for whoever keeps up. What comes after a quiet moment goes out at once; what comes right behind it goes together. No
    /// eye tells the difference, and a message costs its reader and the server far more than one more event in it.
    /// </summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(40);

    /// <summary>
    /// Every event after a position, in log order, once. The position may be one that another server told and this one has not come to yet. Fails with
    /// <c>tooFarBehind</c>.
    /// </summary>
    public async IAsyncEnumerable<RawJson> Events(long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stream = Begin();
        if (after < 0 || feed.Head - after > MostBehind) throw TooFarBehind();
        if (after > feed.Head) await ComeToAsync(after, cancel);
        var caller = Context.GetHttpContext()!.Features.Get<Caller>()!;
        var cursor = reader.From(after);
        var caughtUp = false;
        while (!cancel.IsCancellationRequested && !feed.IsComplete)
        {
            if (caughtUp && cursor.IsBehindMemory) throw TooFarBehind();
            if (await NextAsync(cursor, cancel) is not { Count: > 0 } page)
            {
                caughtUp = true;
                await cursor.WaitAsync(cancel);
                continue;
            }

            if (!IsStillIn) throw Revoked();
            yield return Render(page, caller);
            if (page.Count < PageSize) await Task.Delay(Pace, time, cancel);
        }
    }

    /// <summary>
    /// Waits until this server has come to where the log is already. A position beyond the log's end is of another log, or of an end that a fail-over lost: nothing
    /// follows it.
    /// </summary>
    async Task ComeToAsync(long after, CancellationToken cancel)
    {
        if ((await journal.HeadAsync(cancel)).Seq < after) throw TooFarBehind();
        await feed.WaitAsync(after - 1, feed.Branch, cancel);
        if (feed.Head < after && !feed.IsComplete) throw TooFarBehind();
    }

    static async Task<IReadOnlyList<LogRecord>> NextAsync(FeedCursor cursor, CancellationToken cancel)
    {
        try
        {
            return await cursor.ReadAsync(PageSize, cancel);
        }
        catch (FeedRestartedException)
        {
            throw TooFarBehind();
        }
    }

    /// <summary>The latest gauges, a few a second; what a slow subscriber misses it never gets.</summary>
    public async IAsyncEnumerable<RawJson> Gauges([EnumeratorCancellation] CancellationToken cancel)
    {
        using var stream = Begin();
        yield return new RawJson(gauges.Latest());
        while (!cancel.IsCancellationRequested)
        {
            var next = await gauges.NextAsync(cancel);
            if (!IsStillIn) throw Revoked();
            yield return new RawJson(next);
        }
    }

    public override Task OnConnectedAsync()
    {
        gauges.Connected();
        Context.Items[typeof(Streams)] = new Streams();
        return base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        gauges.Disconnected();
        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>A connection may outlive the token it was opened with; what it sees may not.</summary>
    bool IsStillIn =>
        Context.GetHttpContext()?.Features.Get<Caller>() is { } caller && engine.Reference.Tokens.GetValueOrDefault(caller.Id) is { RevokedAt: null };

    Streams.Place Begin() => ((Streams)Context.Items[typeof(Streams)]!).Begin() ?? throw new HubException("tooManyStreams");

    static HubException Revoked() => new("unauthorized");

    static HubException TooFarBehind() => new("tooFarBehind");

    /// <summary>Counts the streams of a connection.</summary>
    sealed class Streams
    {
        int running;

        public Place? Begin()
        {
            if (Interlocked.Increment(ref running) <= MostStreams) return new Place(this);
            Interlocked.Decrement(ref running);
            return null;
        }

        public sealed class Place(Streams streams) : IDisposable
        {
            public void Dispose() => Interlocked.Decrement(ref streams.running);
        }
    }

    static RawJson Render(IReadOnlyList<LogRecord> page, Caller caller)
    {
        var events = new byte[page.Count][];
        for (var i = 0; i < page.Count; i++) events[i] = EventJson.RenderedFor(page[i], caller);
        var size = 2 + events.Sum(e => e.Length + 1);
        var json = new byte[size - (page.Count > 0 ? 1 : 0)];
        var at = 0;
        json[at++] = (byte)'[';
        for (var i = 0; i < page.Count; i++)
        {
            if (i > 0) json[at++] = (byte)',';
            events[i].CopyTo(json, at);
            at += events[i].Length;
        }

        json[at] = (byte)']';
        return new RawJson(json);
    }
}

/// <summary>Maps the hub for everybody who may see the board.</summary>
public static class LiveHubExtensions
{
    public static void MapLiveHub(this IEndpointRouteBuilder app) =>
        app.MapHub<LiveHub>("/hubs/live").For(Role.Rep, Role.Manager, Role.Admin, Role.Auditor);
}
