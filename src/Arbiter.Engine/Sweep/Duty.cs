using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Sweep;

/// <summary>
/// Work behind the claims that one process does for all that share a store, instead of each reading and deciding the same: what has become due, the index of names,
/// the comparing of customers. A lease of a few seconds, renewed while the process is well: when it ends, stands still or loses the store, another one goes on. Two may
/// believe for a moment that it is theirs, and nobody is wronged: what they do is fenced or idempotent.
/// </summary>
public sealed class Duty(IJournal journal, Func<bool> isWell, TimeProvider time)
{
    const string Name = "background";
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    static readonly TimeSpan GivingUp = TimeSpan.FromSeconds(1);

    readonly Lock gate = new();
    TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long since = long.MinValue;

    /// <summary>Counted from before the lease was asked for: it ends here before it ends in the store.</summary>
    public bool IsOurs => Volatile.Read(ref since) is var from && from != long.MinValue && time.GetElapsedTime(from) < Lease;

    /// <summary>Runs until cancelled, and then leaves the duty to the next one at once.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do await RenewAsync(cancel).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The server ends.
        }

        if (IsOurs) await GiveUpAsync().ConfigureAwait(false);
    }

    /// <summary>Asks for the duty, or to keep it.</summary>
    public async Task RenewAsync(CancellationToken cancel)
    {
        if (!isWell()) return;
        var asked = time.GetTimestamp();
        try
        {
            if (!await journal.TakeDutyAsync(Name, Lease, cancel).ConfigureAwait(false)) return;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // The store is away: the engine notices by itself, and the lease runs out.
            return;
        }

        Volatile.Write(ref since, asked);
        TaskCompletionSource waited;
        lock (gate)
        {
            waited = taken;
            taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waited.SetResult();
    }

    /// <summary>Whether it is ours within <paramref name="atMost"/>.</summary>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancel)
    {
        Task next;
        lock (gate) next = taken.Task;
        if (IsOurs) return true;
        try
        {
            await next.WaitAsync(atMost, time, cancel).ConfigureAwait(false);
            return IsOurs;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    async Task GiveUpAsync()
    {
        Volatile.Write(ref since, long.MinValue);
        try
        {
            using var soon = new CancellationTokenSource(GivingUp, time);
            await journal.TakeDutyAsync(Name, TimeSpan.Zero, soon.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Then the next one gets it when the lease has run out.
        }
    }
}
