using Arbiter.Domain.Access;
using Arbiter.Engine.Feed;
using Arbiter.Server.Access;
using Arbiter.Server.Feed;
using Arbiter.Server.Json;

namespace Arbiter.Server.Live;

/// <summary>The snapshot that a live page begins with.</summary>
public static class LiveApi
{
    const int EventsShown = 50;

    public static void MapLive(this IEndpointRouteBuilder api) =>
        api.MapGet("/live", SnapshotAsync).For(Role.Rep, Role.Manager, Role.Admin, Role.Auditor)
            .Describe("A snapshot with its position", "Then subscribe to /hubs/live: Events(seq) and Gauges().");

    static async Task SnapshotAsync(HttpContext http, CommittedFeed feed, FeedReader reader, LiveGauges gauges)
    {
        var head = feed.Head;
        var records = await reader.PageAsync(Math.Max(0, head - EventsShown), (int)Math.Min(EventsShown, head), http.RequestAborted);
        var seq = records.Count > 0 ? records[^1].Seq : head;
        await Respond.ObjectAsync(http, (records, seq, head, gauges: gauges.Latest(), caller: Caller.Of(http)), static (json, live) =>
        {
            json.WriteNumber("seq"u8, live.seq);
            json.WriteNumber("head"u8, live.head);
            EventJson.WriteArray(json, "events", live.records, live.caller);
            json.WritePropertyName("gauges"u8);
            json.WriteRawValue(live.gauges, skipInputValidation: true);
        });
    }
}
