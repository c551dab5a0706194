namespace Arbiter.Server.Demo;

/// <summary>Puts the demo company into a server, as far as it is not there already: what somebody changed stays changed.</summary>
sealed class DemoSeed(DemoApi api, string adminToken)
{
    /// <summary>How many teams and reps were added, and whether the policy was set; or what the server refused.</summary>
    public async Task<(int Added, bool PolicySet, string? Failure)> RunAsync(CancellationToken cancel)
    {
        var roster = await api.SendAsync(HttpMethod.Get, "roster", adminToken, cancel: cancel);
        if (!roster.Ok) return (0, false, Refused(roster));
        var known = roster.Body.GetProperty("teams").EnumerateArray().Select(t => "teams/" + t.GetProperty("team").GetString())
            .Concat(roster.Body.GetProperty("reps").EnumerateArray().Select(r => "reps/" + r.GetProperty("rep").GetString())).ToHashSet();
        var wanted = DemoCompany.Teams.Select(t => (Path: "teams/" + t.Id, Body: (object)new { name = t.Name }))
            .Concat(DemoCompany.Reps.Select(r => (Path: "reps/" + r.Id, Body: (object)new { name = r.Name, team = r.Team })));
        var added = 0;
        foreach (var (path, body) in wanted)
        {
            if (known.Contains(path)) continue;
            var put = await api.SendAsync(HttpMethod.Put, "roster/" + path, adminToken, body, cancel: cancel);
            if (!put.Ok) return (added, false, Refused(put));
            added++;
        }

        var policy = await api.SendAsync(HttpMethod.Get, "policies/default", adminToken, cancel: cancel);
        if (!policy.Ok) return (added, false, Refused(policy));
        if (policy.ETag != "\"1\"") return (added, false, null);
        var set = await api.SendAsync(HttpMethod.Put, "policies/default", adminToken, DemoCompany.Policy(1), ("If-Match", "\"1\""), cancel);
        return (added, set.Ok, set.Ok ? null : Refused(set));
    }

    static string Refused(DemoAnswer answer) => $"{answer.Status}: {answer.Text("title")} {answer.Text("detail")}".TrimEnd();
}
