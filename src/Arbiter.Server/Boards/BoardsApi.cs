using System.Text.Json;
using Arbiter.Domain.Access;
using Arbiter.Engine.Boards;
using Arbiter.Server.Access;
using Arbiter.Server.Json;

namespace Arbiter.Server.Boards;

/// <summary>The leaderboard.</summary>
public static class BoardsApi
{
    public static void MapBoards(this IEndpointRouteBuilder api) =>
        api.MapGet("/leaderboard", ReadAsync).For(Role.Rep, Role.Manager, Role.Admin, Role.Auditor)
            .Describe("Claims granted and refused, customers held", "?window=today|7d|30d&by=rep|team.");

    static Task ReadAsync(HttpContext http, BoardProjection board)
    {
        var window = Query.Choice(http, "window", BoardWindow.Today, ("today", BoardWindow.Today), ("7d", BoardWindow.Week), ("30d", BoardWindow.Month));
        var byTeam = Query.Choice(http, "by", false, ("rep", false), ("team", true));
        var (seq, rows) = board.Read(window, byTeam);
        return Respond.ObjectAsync(http, (window, byTeam, seq, rows), static (json, shown) =>
        {
            json.WriteString("window"u8, shown.window switch { BoardWindow.Today => "today", BoardWindow.Week => "7d", _ => "30d" });
            json.WriteString("by"u8, shown.byTeam ? "team"u8 : "rep"u8);
            json.WriteNumber("seq"u8, shown.seq);
            WriteRows(json, "rows", shown.rows);
        });
    }

    public static void WriteRows(Utf8JsonWriter json, string name, IReadOnlyList<BoardRow> rows)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, row.Id);
            json.WriteString("name"u8, row.Name);
            if (row.Team is not null) json.WriteString("team"u8, row.Team);
            json.WriteNumber("granted"u8, row.Granted);
            json.WriteNumber("refused"u8, row.Refused);
            json.WriteNumber("held"u8, row.Held);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
