using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Correctness;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Setup;

/// <summary>Makes a server ready: quotas out of the way, 24 reps in two teams, a channel's token. May be repeated.</summary>
public static class ServerSetup
{
    const int TokenTries = 50;
    static readonly TimeSpan betweenTries = TimeSpan.FromMilliseconds(100);

    /// <summary>Prepares servers of one store, and waits until all of them know what was said to the first.</summary>
    public static async Task<Session> PrepareAsync(IReadOnlyList<Target> targets, string adminToken, int seed, Identifiers identifiers, CancellationToken stop)
    {
        var session = await PrepareAsync(targets[0], adminToken, seed, identifiers, stop) with { Targets = targets };
        var head = await HeadAsync(targets[0]);
        foreach (var target in targets)
        {
            for (var tries = 1; tries < TokenTries && await HeadAsync(target) < head; tries++)
                await Task.Delay(betweenTries, stop);
        }
        return session;

        async Task<long> HeadAsync(Target target)
        {
            using var http = Session.OpenAdmin(target, adminToken);
            return await new FeedReader(http).HeadAsync(stop);
        }
    }

    /// <summary>Prepares a server with its admin token.</summary>
    public static async Task<Session> PrepareAsync(Target target, string adminToken, int seed, Identifiers identifiers, CancellationToken stop)
    {
        using var http = Session.OpenAdmin(target, adminToken);
        await RaiseQuotasAsync(http, stop);
        foreach (var (team, name) in new[] { ("team-north", "北方团队"), ("team-south", "南方团队") })
            await PutAsync(http, $"api/v1/roster/teams/{team}", new JsonObject { ["name"] = name }, stop);
        for (var rep = 0; rep < Reps.Count; rep++)
        {
            var team = rep < Reps.Count / 2 ? "team-north" : "team-south";
            var body = new JsonObject { ["name"] = $"销售{rep + 1:00}", ["team"] = team, ["active"] = true };
            await PutAsync(http, $"api/v1/roster/reps/{Reps.Id(rep)}", body, stop);
        }
        var answer = await http.PostAsJsonAsync("api/v1/tokens", new JsonObject { ["name"] = "load test", ["role"] = "channel" }, stop);
        await ThrowUnlessFineAsync(answer, stop);
        var token = await answer.Content.ReadFromJsonAsync<JsonObject>(stop);
        return new(target, adminToken, token!["token"]!.GetValue<string>(), seed, identifiers);
    }

    static async Task RaiseQuotasAsync(HttpClient http, CancellationToken stop)
    {
        const string path = "api/v1/policies/default";
        var answer = await GetWhenTokenIsKnownAsync(http, path, stop);
        await ThrowUnlessFineAsync(answer, stop);
        var policy = await answer.Content.ReadFromJsonAsync<JsonObject>(stop);
        if (PolicyQuotas.Raise(policy, PolicyQuotas.OutOfTheWay) == 0)
            throw new InvalidOperationException($"The policy has no object 'quotas' with numbers in it: {policy}");
        using var put = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(policy) };
        put.Headers.IfMatch.Add(answer.Headers.ETag ?? EntityTagHeaderValue.Any);
        await ThrowUnlessFineAsync(await http.SendAsync(put, stop), stop);
    }

    // A server with an empty store is ready a moment before its first token is in there.
    static async Task<HttpResponseMessage> GetWhenTokenIsKnownAsync(HttpClient http, string path, CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            var answer = await http.GetAsync(path, stop);
            if (answer.StatusCode != HttpStatusCode.Unauthorized || tries == TokenTries)
                return answer;
            answer.Dispose();
            await Task.Delay(betweenTries, stop);
        }
    }

    static async Task PutAsync(HttpClient http, string path, JsonObject body, CancellationToken stop) =>
        await ThrowUnlessFineAsync(await http.PutAsJsonAsync(path, body, stop), stop);

    static async Task ThrowUnlessFineAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.IsSuccessStatusCode)
            return;
        var problem = await answer.Content.ReadAsStringAsync(stop);
        throw new HttpRequestException($"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}: {(int)answer.StatusCode} {problem}");
    }
}
