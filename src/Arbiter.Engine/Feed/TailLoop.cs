using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;

namespace Arbiter.Engine.Feed;

/// <summary>Where several processes write one log: takes in what the others wrote, also while this one has nothing to do.</summary>
public sealed class TailLoop(LocalEngine engine, IJournal journal, TimeProvider time)
{
    static readonly TimeSpan AtMost = TimeSpan.FromSeconds(1);

    /// <summary>An engine that committed nothing for so long looks for itself. More often than that, and so many times in a row, it is not asked whether it did.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(5);

    const int MostPauses = 20;

    long committed;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await journal.WaitForNewsAsync(AtMost, cancel).ConfigureAwait(false);
                await PauseWhileAppendingAsync(cancel).ConfigureAwait(false);
                await engine.CatchUpAsync(cancel).ConfigureAwait(false);
            }
            catch (Exception) when (!cancel.IsCancellationRequested)
            {
                // The store is away: the engine notices by itself and opens it again.
                await Task.Delay(AtMost, time, cancel).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Each append takes in what others wrote before it: looking besides would read everything twice.</summary>
    async Task PauseWhileAppendingAsync(CancellationToken cancel)
    {
        var before = committed;
        for (var pauses = 0; pauses < MostPauses && before != (committed = engine.Commits); pauses++)
        {
            before = committed;
            await Task.Delay(Quiet, time, cancel).ConfigureAwait(false);
        }
    }
}
