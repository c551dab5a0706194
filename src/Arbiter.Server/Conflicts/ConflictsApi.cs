using System.Text.Json;
using Arbiter.Domain.Access;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Queries;
using Arbiter.Server.Access;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Conflicts;

/// <summary>Conflicts: who reached for whose customer, how often, and how it ended.</summary>
public static class ConflictsApi
{
    public static void MapConflicts(this IEndpointRouteBuilder api)
    {
        Role[] readers = [Role.Rep, Role.Manager, Role.Admin, Role.Auditor];
        api.MapGet("/conflicts", ListAsync).For(readers).Describe("Conflicts, the latest reached-for first", "Reps see those they are part of.");
        api.MapGet("/conflicts/{id}", FindAsync).For(readers).Describe("A conflict", "With its parties and their attempts.");
    }

    static async Task ListAsync(HttpContext http, IQueries queries)
    {
        var caller = Caller.Of(http);
        var open = Query.Choice<bool?>(http, "status", null, ("open", true), ("closed", false), ("all", null));
        var limit = Query.Limit(http, 50, 200);
        var page = await queries.ConflictsAsync(open, caller.SeesAll ? null : caller.Rep, Cursor.Conflict(http), limit, http.RequestAborted);
        await Respond.ObjectAsync(http, (page, limit), static (json, shown) =>
        {
            json.WriteStartArray("conflicts"u8);
            foreach (var conflict in shown.page)
            {
                json.WriteStartObject();
                WriteMembers(json, conflict.State);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (shown.page.Count == shown.limit)
                json.WriteString("next"u8, Cursor.Of(new ConflictCursor(shown.page[^1].State.LastAt, shown.page[^1].State.Id)));
        });
    }

    static async Task FindAsync(HttpContext http, string id, IQueries queries)
    {
        var caller = Caller.Of(http);
        var found = ConflictId.TryParse(id, out var conflict) ? await queries.FindConflictAsync(conflict, http.RequestAborted) : null;
        var visible = found is not null && (caller.SeesAll || found.State.Holder == caller.Rep || found.State.Find(caller.Rep!.Value) is not null);
        await (visible ? Respond.ObjectAsync(http, found!.State, WriteMembers) : ProblemCatalog.NotFound.WriteAsync(http));
    }

    static void WriteMembers(Utf8JsonWriter json, Conflict conflict)
    {
        json.WriteString("conflict"u8, conflict.Id.ToString());
        json.WriteString("customer"u8, conflict.Id.Customer.Value);
        json.WriteString("status"u8, conflict.ClosedAt is null ? "open"u8 : "closed"u8);
        if (conflict.Holder is { } holder) json.WriteString("holder"u8, holder.Value);
        json.WriteTime("openedAt"u8, conflict.OpenedAt);
        json.WriteTime("lastAt"u8, conflict.LastAt);
        if (conflict.ClosedAt is { } closed) json.WriteTime("closedAt"u8, closed);
        if (conflict.ClosedBy is { } rule) json.WriteString("closedBy"u8, Names<Rule>.Of(rule));
        json.WriteStartArray("parties"u8);
        foreach (var party in conflict.Parties)
        {
            json.WriteStartObject();
            json.WriteString("rep"u8, party.Rep.Value);
            json.WriteString("verdict"u8, Names<Verdict>.Of(party.Verdict));
            json.WriteNumber("attempts"u8, party.Attempts);
            json.WriteTime("firstAt"u8, party.FirstAt);
            json.WriteTime("lastAt"u8, party.LastAt);
            if (!party.Others.IsEmpty)
            {
                json.WriteStartArray("others"u8);
                foreach (var other in party.Others) json.WriteStringValue(other.ToString());
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (conflict.OtherAttempts > 0) json.WriteNumber("otherAttempts"u8, conflict.OtherAttempts);
    }
}
