using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Arbiter.Proofs.Faults;

/// <summary>
/// Stands between one server and its PostgreSQL, where real networks cannot be made: passes on what comes, later, never or in part. A lost packet is what it is to a stream: it
/// and all behind it come a retransmission timeout later.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    /// <summary>
    /// A host that was cut off is given up after so long by the kernel of the other side, as <c>PostgresSession</c> asks for. The proxy plays that part: its own kernel is well and
    /// acknowledges everything.
    /// </summary>
    static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(2);

    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<ProxiedConnection, bool> connections = new();
    readonly CancellationTokenSource closing = new();
    readonly Lock gate = new();
    readonly IPEndPoint target;
    readonly NetworkHost? host;
    readonly Random random;
    TaskCompletionSource well = new();
    int accepted;
    (Moment At, TaskCompletionSource Done)? failure;

    /// <summary>Begins to pass on to <paramref name="target"/>; with <paramref name="host"/>, as if from there.</summary>
    public FaultProxy(IPEndPoint target, int seed, NetworkHost? host = null)
    {
        (this.target, this.host) = (target, host);
        random = new Random(seed);
        well.SetResult();
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public LinkFault Fault { get; private set; }

    /// <summary>Connections that were begun so far, whatever became of them.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>From now on this is wrong, and nothing else.</summary>
    public void Set(LinkFault fault)
    {
        lock (gate)
        {
            Fault = fault;
            if (fault != LinkFault.Cut) well.TrySetResult();
            else if (well.Task.IsCompleted)
            {
                well = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _ = GiveUpAsync(well.Task);
            }
        }
    }

    /// <summary>The connection that gets there next fails at that moment. Ends when that has happened; cancel takes it back.</summary>
    public async Task FailAtAsync(Moment moment, CancellationToken cancel)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) failure = (moment, done);
        try
        {
            await done.Task.WaitAsync(cancel);
        }
        finally
        {
            lock (gate) failure = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Dispose();
        foreach (var connection in connections.Keys) connection.Reset();
        closing.Dispose();
    }

    /// <summary>Ends when nothing is cut.</summary>
    internal Task WellAsync()
    {
        lock (gate) return well.Task;
    }

    /// <summary>How long a piece of the stream takes from here.</summary>
    internal TimeSpan Travel()
    {
        lock (gate)
        {
            if (Fault == LinkFault.Slow) return FaultSize.Delay;
            if (Fault != LinkFault.Lossy) return TimeSpan.Zero;
            // Linux sends again after 200 ms, then after twice as long as before each time.
            var took = TimeSpan.Zero;
            for (var again = TimeSpan.FromMilliseconds(200); random.NextDouble() < FaultSize.Loss; again *= 2) took += again;
            return took;
        }
    }

    /// <summary>A connection to the database.</summary>
    internal async Task<Socket> ConnectAsync(CancellationToken cancel)
    {
        var socket = host is null ? New() : host.Make(New);
        await socket.ConnectAsync(target, cancel);
        return socket;

        static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    }

    /// <summary>How the connection is to fail that ends such a pipeline now, and whom to tell. Only one is.</summary>
    internal (Moment At, TaskCompletionSource Done)? TakeFailure(Pipeline kind)
    {
        lock (gate)
        {
            if (failure is not { } wanted || !kind.HasFlag(Needed(wanted.At))) return null;
            failure = null;
            return wanted;
        }
    }

    /// <summary>A batch that is sent without the lock may find that there is nothing to write.</summary>
    static Pipeline Needed(Moment moment) => moment switch
    {
        Moment.Locked => Pipeline.Locks,
        Moment.Written => Pipeline.Appends | Pipeline.HasLock,
        _ => Pipeline.Appends,
    };

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(closing.Token);
                Interlocked.Increment(ref accepted);
                _ = RunAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The proof is over.
        }
    }

    async Task RunAsync(Socket client)
    {
        using var connection = new ProxiedConnection(this, client);
        connections[connection] = true;
        await connection.RunAsync(closing.Token);
        connections.TryRemove(connection, out _);
    }

    async Task GiveUpAsync(Task restored)
    {
        try
        {
            await restored.WaitAsync(GivenUpAfter, closing.Token);
        }
        catch (TimeoutException)
        {
            foreach (var connection in connections.Keys) connection.GiveUp();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The proof is over.
        }
    }
}
