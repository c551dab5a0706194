using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Sweep;

/// <summary>
/// Work behind the claims that one process does for all that share a store, instead of each reading and deciding the same: what has become due, the index of names,
/// the comparing of customers. A lease of a few seconds, which whoever does the work renews before it does more: when a process ends, stands still or loses the store,
/// another one goes on. Two may believe for a moment that it is theirs, and nobody is wronged: what they do is fenced or idempotent.
/// </summary>
public sealed class Duty(IJournal journal, TimeProvider time)
{
    const string Name = "background";
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);
    static readonly TimeSpan AskedEvery = TimeSpan.FromSeconds(1);
    static readonly TimeSpan GivingUp = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim gate = new(1);
    long? askedAt;
    bool ours;

    /// <summary>Whether this process is the one; asks the store at most once a second.</summary>
    public async ValueTask<bool> HoldAsync(CancellationToken cancel)
    {
        if (!journal.IsShared) return true;
        await gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (askedAt is { } last && time.GetElapsedTime(last) < AskedEvery) return ours;
            var now = time.GetTimestamp();
            ours = await journal.TakeDutyAsync(Name, Lease, cancel).ConfigureAwait(false);
            askedAt = now;
            return ours;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Leaves it to the next one at once; for a process that ends, and asks no more. Also where it does not know of having it: it may have been given it when it no longer
    /// waited for the answer.
    /// </summary>
    public async Task GiveUpAsync()
    {
        if (!journal.IsShared) return;
        ours = false;
        try
        {
            using var soon = new CancellationTokenSource(GivingUp, time);
            await journal.TakeDutyAsync(Name, TimeSpan.Zero, soon.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The store is away; then the next one gets it when the lease has run out.
        }
    }
}
