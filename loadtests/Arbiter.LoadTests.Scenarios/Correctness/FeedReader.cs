using System.Net;
using System.Text;
using System.Text.Json;
using Arbiter.LoadTests.Claims;

namespace Arbiter.LoadTests.Correctness;

/// <summary>Reads the feed page by page with <c>GET /events</c>.</summary>
/// <param name="http">Signed in as somebody who may read everything.</param>
public sealed class FeedReader(HttpClient http)
{
    const int MaxPages = 50_000;
    static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    int pageLength = 1000;

    /// <summary>The position of the last event.</summary>
    public async Task<long> HeadAsync(CancellationToken stop)
    {
        using var page = await GetAsync(0, stop);
        return page.RootElement.GetProperty("head").GetInt64();
    }

    /// <summary>Reads all events after a position, at least up to another, for which it waits a little if need be.</summary>
    public async Task<FeedLog> ReadAsync(long afterSeq, long atLeastSeq, CancellationToken stop)
    {
        var log = new FeedLog(afterSeq);
        var giveUpAt = DateTime.UtcNow + patience;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            using var page = await GetAsync(log.LastSeq, stop);
            var events = page.RootElement.GetProperty("events");
            foreach (var entry in events.EnumerateArray())
                Take(entry, log);
            if (events.GetArrayLength() > 0)
                continue;
            if (log.LastSeq >= atLeastSeq || DateTime.UtcNow > giveUpAt)
                return log;
            await Task.Delay(50, stop);
        }
        return log;
    }

    /// <summary>Takes an event in its JSON form into a log.</summary>
    public static void Take(JsonElement entry, FeedLog into)
    {
        var seq = entry.GetProperty("seq").GetInt64();
        if (!entry.GetProperty("type").ValueEquals("claimGranted"u8))
        {
            into.Take(seq);
            return;
        }
        var rep = entry.GetProperty("data").GetProperty("rep").GetString() ?? "";
        var number = Reps.Number(Encoding.UTF8.GetBytes(rep));
        into.TakeGrant(seq, entry.GetProperty("customer").GetGuid(), (short)(number >= 0 ? number : SeenRuling.Stranger));
    }

    async Task<JsonDocument> GetAsync(long afterSeq, CancellationToken stop)
    {
        var response = await http.GetAsync($"api/v1/events?after={afterSeq}&limit={pageLength}", stop);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity && pageLength > 200)
        {
            pageLength = 200; // The documented default; a longer page saves round trips where it is allowed.
            response = await http.GetAsync($"api/v1/events?after={afterSeq}&limit={pageLength}", stop);
        }
        response.EnsureSuccessStatusCode();
        return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(stop), default, stop);
    }
}
