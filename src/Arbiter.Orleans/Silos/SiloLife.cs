using System.Net;
using System.Net.Sockets;
using Arbiter.Engine.Local;
using Arbiter.Orleans.Grains;
using Arbiter.Orleans.Routing;
using Arbiter.Orleans.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Streams;

namespace Arbiter.Orleans.Silos;

/// <summary>
/// One life of this process as a silo, in a host of its own: so that it can begin when the database is there and not before the server answers, leave in its place of
/// the drain, and begin anew after the cluster took it for dead, without the process ending.
/// </summary>
sealed class SiloLife : IAsyncDisposable
{
    readonly IHost host;
    readonly Downfall downfall;
    readonly LogStream stream;
    readonly LeavingLogs logs;
    readonly CancellationTokenSource leaving = new();
    Task following = Task.CompletedTask;

    SiloLife(IHost host, Downfall downfall, LogStream stream, LeavingLogs logs, byte[] secret)
    {
        (this.host, this.downfall, this.stream, this.logs) = (host, downfall, stream, logs);
        Router = new Router(host.Services.GetRequiredService<IGrainFactory>(), new GrainKeys(secret));
    }

    public Router Router { get; }

    public IServiceProvider Services => host.Services;

    /// <summary>Becomes active in the cluster. Timers of the cluster run on the machine's time, whatever the clock is that turns are decided by.</summary>
    public static async Task<SiloLife> StartAsync(
        OrleansSettings settings, NpgsqlDataSource database, LocalEngine engine, ClusterView cluster, OwnRecords own, ILoggerFactory logs,
        CancellationToken cancel)
    {
        var secret = await ClusterSchema.SecretAsync(database, cancel).ConfigureAwait(false);
        var downfall = new Downfall();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var ofSilo = new LeavingLogs(logs);
        builder.Services.AddSingleton<ILoggerFactory>(ofSilo);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton<IFatalErrorHandler>(downfall);
        builder.UseOrleans(silo => SiloConfiguration.Configure(silo, settings, settings.SiloPort is 0 ? FreePort(settings.Address) : settings.SiloPort, database, engine, cluster));
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancel).ConfigureAwait(false);
            var here = host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString();
            var provider = host.Services.GetRequiredKeyedService<IStreamProvider>(LogStream.Provider);
            var stream = new LogStream(engine, own, provider, here, logs.CreateLogger<LogStream>());
            return new SiloLife(host, downfall, stream, ofSilo, secret);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Follows the membership and the log until cancelled, or until the silo is no more; then says why.</summary>
    public async Task<string?> RunAsync(ClusterView view, CancellationToken cancel)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, leaving.Token);
        following = Task.WhenAll(FollowAsync(view, ending.Token), stream.RunAsync(ending.Token));
        await Task.WhenAny(following, downfall.Task).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await following.ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        if (downfall.Task.IsCompleted) return await downfall.Task.ConfigureAwait(false);
        return following.IsFaulted ? following.Exception.InnerException!.GetType().Name : null;
    }

    /// <summary>Leaves: what grains have begun is finished, and the others are told.</summary>
    public async Task LeaveAsync(CancellationToken cancel)
    {
        logs.Leave();
        await leaving.CancelAsync().ConfigureAwait(false);
        // It unsubscribes from the stream, for which the silo has to be there still.
        await following.ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        await host.StopAsync(cancel).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
        else host.Dispose();
    }

    async Task FollowAsync(ClusterView view, CancellationToken cancel)
    {
        var membership = host.Services.GetRequiredService<IClusterMembershipService>();
        var here = host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        try
        {
            await foreach (var now in membership.MembershipUpdates.WithCancellation(cancel).ConfigureAwait(false))
                view.Set(now.Members.Values.Count(m => m.Status == SiloStatus.Active), now.GetSiloStatus(here) == SiloStatus.Active);
        }
        catch (OperationCanceledException)
        {
            // Leaving.
        }
    }

    /// <summary>Free at this moment; whoever takes it first makes the start fail, and it is tried again with another one.</summary>
    static int FreePort(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The server's host is the one that hears signals.</summary>
    sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;
    }

    /// <summary>Orleans would end the process when others have declared the silo dead. What it may not do any longer is be that silo.</summary>
    sealed class Downfall : IFatalErrorHandler
    {
        readonly TaskCompletionSource<string> why = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Task => why.Task;

        public bool IsUnexpected(Exception exception) => exception is not ThreadInterruptedException;

        public void OnFatalException(object? sender, string? context, Exception? exception) => why.TrySetResult(context ?? exception?.GetType().Name ?? "unknown");
    }
}
