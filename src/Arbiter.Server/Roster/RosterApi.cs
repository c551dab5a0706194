using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Roster;

/// <summary>Reps and teams.</summary>
public static class RosterApi
{
    const int NameLength = 64;

    public static void MapRoster(this IEndpointRouteBuilder api)
    {
        api.MapGet("/roster", ReadAsync).For(Role.Rep, Role.Manager, Role.Admin, Role.Auditor, Role.Channel).Describe("Teams and reps", "");
        api.MapPut("/roster/teams/{team}", PutTeamAsync).For(Role.Admin).Describe<TeamBody>("Add or rename a team", "");
        api.MapPut("/roster/reps/{rep}", PutRepAsync).For(Role.Admin).Describe<RepBody>("Add or change a rep", "A rep who is not active keeps their customers until protection ends.");
    }

    static Task ReadAsync(HttpContext http, IArbiterEngine engine) => Respond.ObjectAsync(http, engine.Reference.Roster, static (json, roster) =>
    {
        json.WriteStartArray("teams"u8);
        foreach (var team in roster.Teams.Values.OrderBy(t => t.Id.Value, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("team"u8, team.Id.Value);
            json.WriteString("name"u8, team.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("reps"u8);
        foreach (var rep in roster.Reps.Values.OrderBy(r => r.Id))
        {
            json.WriteStartObject();
            json.WriteString("rep"u8, rep.Id.Value);
            json.WriteString("name"u8, rep.Name);
            if (rep.Team is { } team) json.WriteString("team"u8, team.Value);
            json.WriteBoolean("active"u8, rep.Active);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    static async Task PutTeamAsync(HttpContext http, string team, Decisions decisions)
    {
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.TeamBody, RequestBody.SingleBytes);
        TeamId id = default;
        problem ??= TeamId.TryParse(team, out id) ? null : BadShortName;
        problem ??= CheckName(body!.Name);
        await ReferenceChange.ExecuteAsync(http, decisions, digest, problem, actor => new PutTeam(new Team(id, body!.Name!.Trim()), actor));
    }

    static async Task PutRepAsync(HttpContext http, string rep, Decisions decisions)
    {
        var (body, digest, problem) = await RequestBody.ReadAsync(http, BodyContext.Default.RepBody, RequestBody.SingleBytes);
        RepId id = default;
        TeamId team = default;
        problem ??= RepId.TryParse(rep, out id) ? null : BadShortName;
        problem ??= CheckName(body!.Name);
        problem ??= body!.Team is null || TeamId.TryParse(body.Team, out team) ? null : ProblemCatalog.Of(Domain.Claims.Rejection.UnknownTeam);
        await ReferenceChange.ExecuteAsync(http, decisions, digest, problem, actor =>
            new PutRep(new Rep(id, body!.Name!.Trim(), body.Team is null ? null : team, body.Active ?? true), actor));
    }

    static Problem BadShortName { get; } = ProblemCatalog.Invalid("", "A short name: 1 to 64 of a-z, 0-9, '.', '_', '-'.") with { Field = null };

    static Problem? CheckName(string? name)
    {
        if (name is null) return ProblemCatalog.MissingField("/name");
        return name.Trim().Length is > 0 and <= NameLength && !name.Any(char.IsControl)
            ? null
            : ProblemCatalog.Invalid("/name", $"1 to {NameLength} characters, no control characters.");
    }
}
