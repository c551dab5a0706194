using Arbiter.Domain;
using Arbiter.Engine;
using Arbiter.Engine.Local;
using Arbiter.Orleans.Calls;
using Arbiter.Orleans.Grains;
using Arbiter.Orleans.Silos;
using Arbiter.Orleans.Streams;
using Arbiter.Orleans.Wire;
using Arbiter.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Runtime;

namespace Arbiter.Orleans;

/// <summary>
/// Orleans decides where a turn runs; the turn's code decides; the store's fence judges. Each command goes to the grain of what it is about, which hands it to the turn
/// service of its silo; so rivals meet in one place, and batches hardly ever have to be decided again. Nothing depends on there being only one such place.
/// </summary>
public sealed class OrleansEngine : IArbiterEngine, IClusterMember, IAsyncDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    readonly LocalEngine local;
    readonly OrleansSettings settings;
    readonly OrleansParts parts;
    readonly ILoggerFactory logs;
    readonly ILogger log;
    readonly NpgsqlDataSource database;
    readonly SemaphoreSlim living = new(1);
    volatile SiloLife? silo;
    volatile bool leaving;
    volatile string notJoined = "The silo has not joined its cluster yet.";
    long decidedHere;

    /// <exception cref="StoreRefusedException">The setting names no PostgreSQL.</exception>
    public OrleansEngine(LocalEngine local, OrleansParts parts, OrleansSettings settings, ILoggerFactory logs)
    {
        (this.local, this.parts, this.settings, this.logs) = (local, parts, settings, logs);
        log = logs.CreateLogger<OrleansEngine>();
        database = Stores.OpenBeside(settings.ConnectionString, connections: 4) ?? throw new StoreRefusedException(
            "The Orleans engine needs PostgreSQL, which all silos share: give 'Host=…;Database=…' or 'postgres://…'.");
    }

    public Reference Reference => local.Reference;

    /// <summary>Ready while the turns are and this silo is active in the membership.</summary>
    public EngineHealth Health => local.Health switch
    {
        { Ready: false } health => health,
        _ when parts.Cluster.IsJoined => new EngineHealth(true, ""),
        _ => new EngineHealth(false, notJoined),
    };

    /// <summary>Commands that were another silo's to decide, and were decided here because it did not answer.</summary>
    public long DecidedHere => Volatile.Read(ref decidedHere);

    /// <summary>What the silo of this moment is made of; null while there is none.</summary>
    internal IServiceProvider? Services => silo?.Services;

    /// <summary>The grain that decides a command; null for here, as for everything while this process is no silo, or is in doubt about another one.</summary>
    internal IDecidingGrain? RouteOf(Command command) => parts.Cluster is { IsJoined: true, IsInDoubt: false } ? GrainOf(command) : null;

    /// <summary>The grain that decides a command when the cluster is well; null for those that any silo decides.</summary>
    internal IDecidingGrain? GrainOf(Command command) => silo?.Router.For(command, local.Reference);

    public Task<Executed> ExecuteAsync(Command command, Request? request = null) =>
        RouteOf(command) is { } grain ? AskAsync(grain, command, request) : local.ExecuteAsync(command, request);

    async Task<Executed> AskAsync(IDecidingGrain grain, Command command, Request? request)
    {
        CallContext.Set();
        try
        {
            return (await AnswerAsync(grain.DecideAsync(new Asked(command, request, OrleansParts.Time.GetUtcNow() + settings.Patience)), canDecideHere: request is not null)
                .ConfigureAwait(false)).Result();
        }
        catch (SiloSilentException e)
        {
            parts.Cluster.Doubt();
            // Whether it was decided, nobody knows: a message that was rejected may have been delivered before, or by a grain that passed it on. Only what is remembered by
            // its request can be asked a second time.
            if (request is null) throw new UnavailableException("The silo that decides this did not answer (" + e.Message + ").", LocalEngine.OpenOutcome);
        }

        Interlocked.Increment(ref decidedHere);
        // Any silo may decide anything: the store sees to it that it is true.
        return await local.ExecuteAgainAsync(command, request.Value).ConfigureAwait(false);
    }

    /// <summary>
    /// The grain's answer. One that is late is waited for only by those who have no other way; all others who come from now on are decided here, as a replica would, until
    /// the cluster knows who is left. A silo that is alone waits for nobody but itself, and would only ask itself twice: its first attempt would be told that it is a retry.
    /// </summary>
    /// <exception cref="SiloSilentException">There is none, or it is late.</exception>
    async Task<Told> AnswerAsync(Task<Told> answer, bool canDecideHere)
    {
        try
        {
            try
            {
                if (parts.Cluster.IsAlone) return await answer.ConfigureAwait(false);
                return await answer.WaitAsync(settings.Late, OrleansParts.Time).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!answer.IsCompleted && !canDecideHere)
            {
                parts.Cluster.Doubt();
                return await answer.ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            _ = answer.ContinueWith(static late => late.Exception, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously);
            throw new SiloSilentException(e);
        }
    }

    sealed class SiloSilentException(Exception why) : Exception(why.GetType().Name, why);

    /// <summary>By a stream between silos.</summary>
    public bool HearsByItself => true;

    public async Task RunAsync(CancellationToken cancel)
    {
        for (var attempt = 0; !cancel.IsCancellationRequested && !leaving; attempt++)
        {
            try
            {
                await LiveAsync(cancel).ConfigureAwait(false);
                attempt = 0;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                if (attempt % 10 == 0) log.LogWarning("The silo did not start ({Fault}); trying on.", e.GetType().Name);
                notJoined = "The silo did not start (" + e.GetType().Name + ").";
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Pause, cancel).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    /// <summary>One life as a silo. When it ends because the process does, <see cref="LeaveAsync"/> is what leaves.</summary>
    async Task LiveAsync(CancellationToken cancel)
    {
        foreach (var migration in await ClusterSchema.MigrateAsync(database, cancel).ConfigureAwait(false)) log.LogInformation("Migrated: {Migration}", migration);
        var started = await SiloLife.StartAsync(settings, database, local, parts.Cluster, parts.Records, logs, cancel).ConfigureAwait(false);
        silo = started;
        var why = await started.RunAsync(parts.Cluster, cancel).ConfigureAwait(false);
        if (cancel.IsCancellationRequested || leaving) return;
        log.LogWarning("The silo ended and begins anew: {Reason}", why);
        notJoined = "The silo was taken for dead and begins anew.";
        await EndAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
    }

    public Task LeaveAsync(CancellationToken cancel)
    {
        leaving = true;
        return EndAsync(cancel);
    }

    async Task EndAsync(CancellationToken cancel)
    {
        await living.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (silo is not { } ending) return;
            // From here on this process decides what it is asked by itself.
            silo = null;
            await ending.LeaveAsync(cancel).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            parts.Cluster.Set(0, isJoined: false);
            await ending.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            living.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync(CancellationToken.None).ConfigureAwait(false);
        await database.DisposeAsync().ConfigureAwait(false);
    }
}
