using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Arbiter.Engine;
using Arbiter.Engine.Verification;
using Arbiter.Server.Hosting;
using Arbiter.Storage;
using Arbiter.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Arbiter.Imports.Tests;

/// <summary>The real server on a free port, with reps who have no quotas.</summary>
sealed class RunningServer : IAsyncDisposable
{
    public const string AdminToken = "an-admin-token-for-tests-only";
    static readonly string[] Reps = ["amy", "bob", "cai", "dan", "eve", "fei"];

    readonly TempFolder? folder;
    bool stopped;

    RunningServer(WebApplication app, TempFolder? folder, string database)
    {
        (App, this.folder, Database) = (app, folder, database);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(5) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
    }

    public WebApplication App { get; }

    public HttpClient Http { get; }

    public string Database { get; }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="database">Null: SQLite in a folder of its own.</param>
    public static async Task<RunningServer> StartAsync(string? database = null, bool demo = false, bool company = true, Action<WebApplicationBuilder>? customize = null)
    {
        var folder = database is null ? new TempFolder() : null;
        database ??= "Data Source=" + folder!.File("arbiter.db");
        var app = ArbiterApp.Build(new ServeOptions(database, "http://127.0.0.1:0", demo, 7), builder =>
        {
            builder.Configuration["ARBITER_ADMIN_TOKEN"] = AdminToken;
            builder.Logging.ClearProviders();
            customize?.Invoke(builder);
        });
        await app.StartAsync(Cancel);
        var server = new RunningServer(app, folder, database);
        await server.UntilAsync(() => server.Engine.Health.Ready && !server.Engine.Reference.Tokens.IsEmpty);
        if (company) await server.AddCompanyAsync();
        return server;
    }

    public IArbiterEngine Engine => App.Services.GetRequiredService<IArbiterEngine>();

    public async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 3000, "It did not come about within a minute.");
            await Task.Delay(20, Cancel);
        }
    }

    public async Task PutRepAsync(string rep, bool active = true)
    {
        using var answer = await Http.PutAsJsonAsync($"/api/v1/roster/reps/{rep}", new { name = "Name of " + rep, active }, Cancel);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Sends a file; the lines of the answer, the summary last.</summary>
    public async Task<JsonElement[]> ImportAsync(byte[] file, string? key = null, string query = "")
    {
        using var answer = await SendAsync(file, key, query);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.ToString());
        var lines = (await answer.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }

    public Task<HttpResponseMessage> SendAsync(byte[] file, string? key = null, string query = "", CancellationToken? cancel = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/imports" + query) { Content = new ByteArrayContent(file) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel ?? Cancel);
    }

    /// <summary>The log's length, without repeats, which the sweep writes a minute later, and without proposals, which come when customers were compared.</summary>
    public async Task<long> EventsAsync()
    {
        var count = 0L;
        for (var after = 0L; ;)
        {
            var page = await Http.GetFromJsonAsync<JsonElement>($"/api/v1/events?after={after}&limit=1000", Cancel);
            count += page.GetProperty("events").EnumerateArray().Count(e => e.GetProperty("type").GetString() is not ("repeatsCounted" or "mergeProposed"));
            if (page.GetProperty("next").GetInt64() == after) return count;
            after = page.GetProperty("next").GetInt64();
        }
    }

    public Task<VerificationResult> VerifyAsync() => VerifyAsync(Database);

    public static async Task<VerificationResult> VerifyAsync(string database)
    {
        await using var store = Stores.OpenReadOnly(database, TimeProvider.System, new StoreOptions());
        return await new LogVerifier(store.Journal, store.Queries).RunAsync(null, Cancel);
    }

    /// <summary>What runs behind the requests ends, too, and writes nothing more.</summary>
    public async Task StopAsync()
    {
        if (stopped) return;
        stopped = true;
        await App.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopAsync();
        await App.DisposeAsync();
        folder?.Dispose();
    }

    async Task AddCompanyAsync()
    {
        foreach (var rep in Reps) await PutRepAsync(rep);
        var policy = await Http.GetFromJsonAsync<JsonElement>("/api/v1/policies/default", Cancel);
        var changed = System.Text.Json.Nodes.JsonObject.Create(policy)!;
        changed["quotas"] = new System.Text.Json.Nodes.JsonObject { ["claimsPerDay"] = 0, ["holdings"] = 0, ["lookUpsPerDay"] = 0, ["dayOffsetMinutes"] = 480 };
        using var put = new HttpRequestMessage(HttpMethod.Put, "/api/v1/policies/default") { Content = JsonContent.Create(changed) };
        put.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        using var answer = await Http.SendAsync(put, Cancel);
        answer.EnsureSuccessStatusCode();
    }
}
