using Arbiter.Engine.Journal;
using Arbiter.Proofs.Processes;
using Arbiter.Server.Access;
using Arbiter.Server.Hosting;
using Arbiter.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Arbiter.Proofs.Mutants;

/// <summary>The server in this process, over real HTTP, with a store that something was done to: the product itself has no knobs for that.</summary>
sealed class InProcessServer : IAsyncDisposable
{
    readonly WebApplication app;

    InProcessServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    /// <param name="time">Another clock than the machine's, which is then not compared with the database's.</param>
    public static async Task<InProcessServer> StartAsync(string connectionString, int seed, Func<IJournal, IJournal> mutate, TimeProvider? time = null)
    {
        var app = ArbiterApp.Build(new ServeOptions(connectionString, "http://127.0.0.1:0", Demo: false, seed), builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration[FirstToken.Setting] = ServerProcess.AdminToken;
            if (time is not null) builder.Services.AddSingleton(time);
            builder.Services.AddSingleton<IStore>(_ =>
            {
                var store = Stores.Open(
                    connectionString, time ?? TimeProvider.System, time is null ? new StoreOptions() : new StoreOptions { MaxClockSkew = null });
                return new MutantStore(store, mutate(store.Journal));
            });
        });
        await app.StartAsync();
        var server = new InProcessServer(app);
        using var http = new HttpClient();
        await Poll.UntilAsync("the server in this process knows its admin", TimeSpan.FromSeconds(20), async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/api/v1/me"));
            request.Headers.Add("Authorization", "Bearer " + ServerProcess.AdminToken);
            using var answer = await http.SendAsync(request);
            return answer.IsSuccessStatusCode;
        });
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
