using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Arbiter.Server.Access;

namespace Arbiter.Orleans.Tests.Running;

/// <summary>The server as a silo, as people run it: a process of its own, which can be killed without warning.</summary>
sealed class SiloProcess : IAsyncDisposable
{
    const string AdminToken = "silos-admin-token";

    readonly Process process;
    readonly HttpClient http;

    SiloProcess(string database)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
        free.Stop();
        http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(15), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", AdminToken) } };
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Arbiter.Server.dll"), "serve", "--engine", "orleans", "--urls", address])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Arbiter"] = database;
        start.Environment[FirstToken.Setting] = AdminToken;
        process = Process.Start(start)!;
        // What nobody reads would fill its pipe.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static async Task<SiloProcess[]> StartAsync(string database, int silos)
    {
        var started = Enumerable.Range(0, silos).Select(_ => new SiloProcess(database)).ToArray();
        foreach (var silo in started) await Until.Is(silo.IsReadyAsync, "the silo is ready", seconds: 90);
        return started;
    }

    public async Task AddRepAsync(string rep) => (await http.PutAsJsonAsync($"/api/v1/roster/reps/{rep}", new { name = rep, active = true })).EnsureSuccessStatusCode();

    /// <summary>The verdict; null while there is none, or the silo does not know the rep yet.</summary>
    public async Task<string?> ClaimAsync(string rep, int phone, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/claims")
        {
            Content = JsonContent.Create(new { rep, identifiers = new[] { new { kind = "phone", value = string.Create(CultureInfo.InvariantCulture, $"137{20_000_000 + phone:D8}") } } }),
        };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var answer = await http.SendAsync(request);
        if (answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.UnprocessableEntity) return null;
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("verdict").GetString();
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
        http.Dispose();
    }

    async Task<bool> IsReadyAsync()
    {
        Assert.False(process.HasExited, "the silo ended instead of getting ready");
        try
        {
            using var ready = await http.GetAsync("/readyz");
            using var me = await http.GetAsync("/api/v1/me");
            return ready.IsSuccessStatusCode && me.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
