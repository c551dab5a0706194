using System.Net.WebSockets;
using Arbiter.Domain;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;

namespace Arbiter.Engine.Relay;

/// <summary>What a replica needs to relay.</summary>
/// <param name="Address">Where other replicas reach this one; null as long as that is not known: it asks then, and does not lead.</param>
/// <param name="Most">Commands that may be waiting for the leader; further ones are refused at the door.</param>
public sealed record RelayOptions(Func<string?> Address, int Most = 16_384)
{
    /// <summary>Hears, for people, whom this process asks from now on.</summary>
    public Action<string> OnChange { get; init; } = _ => { };
}

/// <summary>
/// Replicas that share a log take turns at its head, and each turn costs the same however few claims it carries. So one of them, the leader, decides for all: the others relay to it
/// what many ask at once. Who leads is a lease in the store, and nothing that has to be right depends on it: the store's fence judges, any replica may decide anything, and where the
/// leader does not answer each decides what it is asked itself.
/// </summary>
public sealed class RelayEngine : IArbiterEngine, IClusterMember
{
    /// <summary>Of what replicas say to each other.</summary>
    public const int Format = 1;

    static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    static readonly TimeSpan AskedEvery = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Leaving = TimeSpan.FromSeconds(5);

    /// <summary>A leader that did not answer is not asked again for so long: it may go on doing what it was asked, and each of those who ask it would do it too.</summary>
    static readonly TimeSpan Shunned = TimeSpan.FromSeconds(5);

    readonly LocalEngine local;
    readonly IReplicas? replicas;
    readonly RelayOptions options;
    readonly TimeProvider time;
    readonly RelayDesk desk;
    readonly CancellationTokenSource leaving = new();
    volatile RelayLink? link;
    Task searching = Task.CompletedTask;
    Task linked = Task.CompletedTask;
    volatile Broken? broken;
    bool leads;
    int waiting;
    long relayed;
    long decidedHere;
    long gaps;

    /// <summary>The latest leader that did not answer, and when that was noticed.</summary>
    sealed record Broken(Guid Leader, long Since);

    /// <param name="replicas">Null where there are none: everything is decided here.</param>
    /// <param name="news">What <paramref name="local"/> tells its commits to.</param>
    public RelayEngine(LocalEngine local, RelayNews news, IReplicas? replicas, RelayOptions options, TimeProvider time)
    {
        (this.local, this.replicas, this.options, this.time) = (local, replicas, options, time);
        desk = new RelayDesk(local, news, () => local.Commits, time);
    }

    /// <summary>This process, to others.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    public Reference Reference => local.Reference;

    /// <summary>Whoever else leads, this process can decide.</summary>
    public EngineHealth Health => local.Health;

    /// <summary>Commands that the leader was asked.</summary>
    public long Relayed => Interlocked.Read(ref relayed);

    /// <summary>Those of them that were decided here, because the leader did not answer.</summary>
    public long DecidedHere => Interlocked.Read(ref decidedHere);

    /// <summary>How often what the leader told of its commits did not follow on what is known here, so that the log was read.</summary>
    public long Gaps => Interlocked.Read(ref gaps);

    /// <summary>Whether this process asks another one.</summary>
    public bool Asks => link is { IsOpen: true };

    /// <summary>Whether this process decides for all.</summary>
    public bool Leads => Volatile.Read(ref leads);

    /// <summary>Replicas that ask this one.</summary>
    public int Askers => desk.Askers;

    /// <summary>Whom it asks tells it what that one wrote; what anybody else wrote, the log does.</summary>
    public bool HearsByItself => false;

    /// <summary>A process that has lost the store is about to find out which one it is: until then it takes nobody's word.</summary>
    public Task<Executed> ExecuteAsync(Command command, Request? request = null) =>
        link is { IsOpen: true } leader && CommandJson.Knows(command) && local.Health.Ready ? RelayAsync(leader, command, request) : local.ExecuteAsync(command, request);

    async Task<Executed> RelayAsync(RelayLink leader, Command command, Request? request)
    {
        Interlocked.Increment(ref relayed);
        bool isOpen;
        try
        {
            if (Interlocked.Increment(ref waiting) > options.Most) throw new OverloadedException(TimeSpan.FromSeconds(1));
            var reply = await leader.AskAsync(command, request).ConfigureAwait(false);
            if (reply.IsUnwell) leader.Close();
            if (reply.Fault is null) return reply.Executed;
            if (reply.Fault is not UnknownCommandException && !(reply.IsUnwell && request is not null)) throw reply.Fault;
            isOpen = reply.IsUnwell;
        }
        catch (RelayBrokenException e)
        {
            // Only what is remembered by its request can be asked a second time.
            if (e.MayHaveHappened && request is null) throw new UnavailableException(e.Message, LocalEngine.OpenOutcome);
            isOpen = e.MayHaveHappened;
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }

        Interlocked.Increment(ref decidedHere);
        return isOpen ? await local.ExecuteAgainAsync(command, request!.Value).ConfigureAwait(false) : await local.ExecuteAsync(command, request).ConfigureAwait(false);
    }

    /// <summary>By what this process proves to another one that it has read its ticket; null when it has none for here.</summary>
    public async Task<byte[]?> AdmitAsync(byte[] shown, CancellationToken cancel) =>
        replicas is null || leaving.IsCancellationRequested ? null : await replicas.TakeTicketAsync(RelayHandshake.HashOf(shown), Id, cancel).ConfigureAwait(false);

    /// <summary>Answers another replica, which was admitted, until either side ends it.</summary>
    public Task ServeAsync(WebSocket socket, CancellationToken cancel) => desk.ServeAsync(socket, cancel);

    public async Task RunAsync(CancellationToken cancel)
    {
        if (replicas is null) return;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, leaving.Token);
        await (searching = SearchAsync(replicas, ending.Token)).ConfigureAwait(false);
    }

    /// <summary>Others ask here no more, and this process asks nobody.</summary>
    public async Task LeaveAsync(CancellationToken cancel)
    {
        await leaving.CancelAsync().ConfigureAwait(false);
        await searching.WaitAsync(Leaving, time, cancel).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        link?.Close();
        await Task.WhenAll(GiveUpAsync(), desk.LeaveAsync(Leaving, cancel)).ConfigureAwait(false);
        await linked.WaitAsync(Leaving, time, cancel).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
    }

    async Task SearchAsync(IReplicas registry, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await LookAsync(registry, cancel).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The store is away, or the leader is: each decides what it is asked itself.
                link?.Close();
            }

            await Task.Delay(AskedEvery, time, cancel).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    async Task LookAsync(IReplicas registry, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Lease, time);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var candidate = local.Health.Ready && options.Address() is { } address ? new Leader(Id, address) : null;
        var leader = await registry.LeadAsync(candidate, Lease, soon.Token).ConfigureAwait(false);
        Tell(leader);
        if (link is { } now && (!now.IsOpen || now.To != leader))
        {
            now.Close();
            link = null;
        }

        if (link is null && leader is not null && leader.Id != Id && !IsShunned(leader)) await LinkAsync(registry, leader, soon.Token).ConfigureAwait(false);
    }

    bool IsShunned(Leader leader) => broken is { } last && last.Leader == leader.Id && time.GetElapsedTime(last.Since) < Shunned;

    void Tell(Leader? leader)
    {
        var mine = leader?.Id == Id;
        if (mine == leads) return;
        Volatile.Write(ref leads, mine);
        options.OnChange(mine ? $"This replica leads, and others ask it at {leader!.Address}." : "This replica leads no longer.");
    }

    async Task LinkAsync(IReplicas registry, Leader leader, CancellationToken cancel)
    {
        WebSocket socket;
        try
        {
            socket = await RelayHandshake.ConnectAsync(registry, leader, time, cancel).ConfigureAwait(false);
        }
        catch (Exception)
        {
            var isNews = broken?.Leader != leader.Id;
            broken = new Broken(leader.Id, time.GetTimestamp());
            if (isNews) options.OnChange($"The replica that leads is not reached at {leader.Address}, or is of another release: this one decides itself what it is asked.");
            return;
        }

        var opened = new RelayLink(leader, socket, new PieceIntake(local.TakeInAsync, FillAsync), time);
        linked = Task.WhenAll(linked, RunAsync(opened, socket));
        link = opened;
        options.OnChange($"This replica asks the one at {leader.Address}, which leads.");
    }

    Task FillAsync(CancellationToken cancel)
    {
        Interlocked.Increment(ref gaps);
        return local.CatchUpAsync(cancel);
    }

    async Task RunAsync(RelayLink opened, WebSocket socket)
    {
        using (socket) await opened.RunAsync().ConfigureAwait(false);
        if (opened.IsBroken)
        {
            broken = new Broken(opened.To.Id, time.GetTimestamp());
            options.OnChange("The replica that leads does not answer: this one decides itself what it is asked.");
        }

        await opened.EndAsync().ConfigureAwait(false);
    }

    /// <summary>Also where it does not know of leading: it may have been told so when it no longer listened.</summary>
    async Task GiveUpAsync()
    {
        if (replicas is null) return;
        try
        {
            using var soon = new CancellationTokenSource(AskedEvery, time);
            await replicas.LeadAsync(new Leader(Id, ""), TimeSpan.Zero, soon.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The store is away; then the lease runs out.
        }

        Volatile.Write(ref leads, false);
    }
}
