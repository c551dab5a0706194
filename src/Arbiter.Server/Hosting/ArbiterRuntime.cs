using Arbiter.Engine;
using Arbiter.Engine.Boards;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Engine.Similar;
using Arbiter.Engine.Sweep;
using Arbiter.Server.Access;
using Arbiter.Server.Live;
using Arbiter.Server.Similar;
using Arbiter.Server.Telemetry;
using Arbiter.Storage;

namespace Arbiter.Server.Hosting;

/// <summary>
/// Starts what runs beside the requests, and stops it in order: out of the cluster, no more commands, those under way finished, boards saved, store closed. Does not wait for the
/// store at the start: a server whose database is late is alive and not ready.
/// </summary>
sealed class ArbiterRuntime(
    IStore store, LocalEngine engine, Duty duty, SweepLoop sweep, KeysLoop keys, TailLoop tail, LookLoop look, BoardProjection board, NameProjection names,
    LikenessProjection likeness,
    LiveGauges gauges, FirstToken firstToken, IEnumerable<IClusterMember> members,
    ArbiterMetrics metrics, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<ArbiterRuntime> log) : IHostedService
{
    readonly CancellationTokenSource stopping = new();
    readonly TaskCompletionSource prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task loops = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancel)
    {
        metrics.Observe("arbiter.engine.admitted", "{command}", "Commands waiting or under way.", () => engine.Admitted);
        metrics.Observe("arbiter.log.head", "{event}", "Last position of the log known here.", () => engine.Feed.Head);
        metrics.Observe("arbiter.log.told", "{commit}", "Commits that another server told this one, which it did not read from the database.", () => engine.TakenIn);
        metrics.Observe("arbiter.likeness.lag", "{event}", "Records of the log whose customers are yet to be compared with others.", () => likeness.Lag);
        metrics.Observe("arbiter.likeness.proposed", "{pair}", "Pairs of customers that this process was the first to propose to be merged.", () => likeness.Proposed);
        metrics.Observe("arbiter.live.connections", "{connection}", "Live subscribers.", () => gauges.Connections);
        log.LogInformation("Store: {Store}", store.Description);
        List<Task> running =
        [
            MigrateAsync(), Run(sweep.RunAsync), Run(keys.RunAsync), Run(board.RunAsync), Run(NamesAsync), Run(LikenessAsync), Run(new LikenessWatch(likeness, time, log).RunAsync),
            Run(gauges.RunAsync), Run(firstToken.RunAsync),
        ];
        foreach (var member in members) running.Add(Run(cancel => MemberAsync(member, cancel)));
        if (store.Journal.IsShared) running.Add(Run(members.Any(m => m.HearsByItself) ? look.RunAsync : tail.RunAsync));
        loops = Task.WhenAll(running);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        await stopping.CancelAsync();
        foreach (var member in members) await member.LeaveAsync(cancel);
        await engine.DisposeAsync();
        await loops.ContinueWith(_ => { }, TaskScheduler.Default);
        await duty.GiveUpAsync();
        try
        {
            await board.SaveAsync(cancel);
        }
        catch (Exception e)
        {
            log.LogWarning("The leaderboard's checkpoint was not saved ({Fault}); the next start replays more of the log.", e.GetType().Name);
        }

        await store.DisposeAsync();
    }

    async Task MigrateAsync()
    {
        for (var attempt = 0; !stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                var migrated = await store.MigrateAsync(stopping.Token);
                foreach (var migration in migrated.Ran) log.LogInformation("Migrated: {Migration}", migration);
                if (migrated.Waits is { } waits) log.LogWarning("{Waits} It is run by the next start of a server, or by 'arbiter migrate', when they are gone.", waits);
                if (await store.Identity.PrepareAsync(stopping.Token) is { } why) log.LogWarning("{Reason}", why);
                prepared.TrySetResult();
                return;
            }
            catch (StoreRefusedException e)
            {
                log.LogCritical("{Reason}", e.Message);
                Environment.ExitCode = 1;
                lifetime.StopApplication();
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                if (attempt % 10 == 0) log.LogWarning("The store does not answer yet ({Fault}); trying on.", e.GetType().Name);
                await Task.Delay(TimeSpan.FromMilliseconds(500), time, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>The log is the engine's to open; the index of names begins when the schema is there.</summary>
    async Task NamesAsync(CancellationToken cancel)
    {
        await prepared.Task.WaitAsync(cancel);
        await names.RunAsync(cancel);
    }

    async Task MemberAsync(IClusterMember member, CancellationToken cancel)
    {
        await prepared.Task.WaitAsync(cancel);
        await member.RunAsync(cancel);
    }

    async Task LikenessAsync(CancellationToken cancel)
    {
        await prepared.Task.WaitAsync(cancel);
        await likeness.RunAsync(cancel);
    }

    Task Run(Func<CancellationToken, Task> loop) => Task.Run(() => loop(stopping.Token)).ContinueWith(
        task =>
        {
            if (task.IsFaulted && !stopping.IsCancellationRequested) log.LogError("A background loop ended ({Fault}).", task.Exception!.InnerException!.GetType().Name);
        },
        TaskScheduler.Default);
}
