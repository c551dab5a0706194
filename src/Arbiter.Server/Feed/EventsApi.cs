using Arbiter.Domain.Access;
using Arbiter.Engine.Feed;
using Arbiter.Server.Access;
using Arbiter.Server.Json;

namespace Arbiter.Server.Feed;

/// <summary>The log, a page at a time.</summary>
public static class EventsApi
{
    public static void MapEvents(this IEndpointRouteBuilder api) =>
        api.MapGet("/events", PageAsync).For(Role.Manager, Role.Admin, Role.Auditor, Role.Rep)
            .Describe("Events after a position", "In log order, without a gap: ?after=0&limit=200.");

    static async Task PageAsync(HttpContext http, FeedReader reader, CommittedFeed feed)
    {
        var after = Query.Position(http, "after", 0);
        var limit = Query.Limit(http, 200, 1000);
        var head = feed.Head;
        var records = await reader.PageAsync(after, limit, http.RequestAborted);
        await Respond.ObjectAsync(http, (records, after, head, caller: Caller.Of(http)), static (json, page) =>
        {
            EventJson.WriteArray(json, "events", page.records, page.caller);
            json.WriteNumber("next"u8, page.records.Count > 0 ? page.records[^1].Seq : page.after);
            json.WriteNumber("head"u8, page.head);
        });
    }
}
