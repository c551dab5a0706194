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
    readonly int target;
    readonly Random random;
    TaskCompletionSource well = new();
    TaskCompletionSource<bool>? reset;
    bool resetAnswered;

    /// <summary>Begins to pass on to <paramref name="target"/> on 127.0.0.1.</summary>
    public FaultProxy(int target, int seed)
    {
        this.target = target;
        random = new Random(seed);
        well.SetResult();
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public LinkFault Fault { get; private set; }

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

    /// <summary>
    /// The next batch reaches PostgreSQL as far as its commit; then the connection is reset. With <paramref name="answered"/> once PostgreSQL has answered, so that it certainly
    /// committed; else at once, and it may or may not. Ends when that has happened; cancel takes it back.
    /// </summary>
    public async Task ResetAfterCommitAsync(bool answered, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) (reset, resetAnswered) = (done, answered);
        try
        {
            await done.Task.WaitAsync(cancel);
        }
        finally
        {
            lock (gate) reset = null;
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

    /// <summary>Whether the batch that ends now is the one to reset after, and whether PostgreSQL may answer first. Only one is.</summary>
    internal (TaskCompletionSource<bool> Done, bool Answered)? TakeReset()
    {
        lock (gate)
        {
            if (reset is not { } done) return null;
            reset = null;
            return (done, resetAnswered);
        }
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(closing.Token);
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
        await connection.RunAsync(target, closing.Token);
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
