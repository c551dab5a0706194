using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Arbiter.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Arbiter.Imports.Tests;

/// <summary>The demo lets the page in and has something to show; nothing of it is there without demo mode.</summary>
public sealed class DemoTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demo_shows_itself_and_keeps_going()
    {
        await using var server = await RunningServer.StartAsync(demo: true, company: false);
        JsonElement session = default;
        await server.UntilAsync(() =>
        {
            using var answer = server.Http.GetAsync("/api/v1/demo/session", Cancel).Result;
            if (answer.IsSuccessStatusCode) session = answer.Content.ReadFromJsonAsync<JsonElement>(Cancel).Result;
            return answer.IsSuccessStatusCode;
        });
        Assert.Equal("auditor", session.GetProperty("role").GetString());
        using var page = new HttpClient { BaseAddress = server.Http.BaseAddress };
        page.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());
        var roster = await page.GetFromJsonAsync<JsonElement>("/api/v1/roster", Cancel);
        Assert.Equal(24, roster.GetProperty("reps").GetArrayLength());
        Assert.Equal(2, roster.GetProperty("teams").GetArrayLength());

        await server.UntilAsync(() =>
        {
            var events = page.GetFromJsonAsync<JsonElement>("/api/v1/events?after=0&limit=1000", Cancel).Result.GetProperty("events");
            var types = events.EnumerateArray().Select(e => e.GetProperty("type").GetString()).ToHashSet();
            return types.IsSupersetOf(["claimGranted", "claimRefused", "policyChanged"]);
        });
        using var forbidden = await page.PutAsJsonAsync("/api/v1/roster/teams/x", new { name = "x" }, Cancel);
        Assert.Equal(403, (int)forbidden.StatusCode);
    }

    [Fact]
    public async Task The_demo_leaves_a_database_of_somebody_else_alone()
    {
        using var folder = new TempFolder();
        var database = "Data Source=" + folder.File("arbiter.db");
        await using (var theirs = await RunningServer.StartAsync(database)) await theirs.StopAsync();

        await using var server = await RunningServer.StartAsync(database, demo: true, company: false);
        var lifetime = server.App.Services.GetRequiredService<IHostApplicationLifetime>();
        await server.UntilAsync(() => lifetime.ApplicationStopping.IsCancellationRequested);

        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
        Assert.Equal(6, server.Engine.Reference.Roster.Reps.Count);
        Assert.DoesNotContain(server.Engine.Reference.Tokens.Values, token => token.Name.StartsWith("demo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_demo_mode_there_is_no_session()
    {
        await using var server = await RunningServer.StartAsync(company: false);
        using var answer = await server.Http.GetAsync("/api/v1/demo/session", Cancel);
        Assert.Equal(404, (int)answer.StatusCode);
    }
}
