using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;

namespace Arbiter.Engine.Feed;

/// <summary>Where several processes write one log: takes in what the others wrote, also while this one has nothing to do.</summary>
public sealed class TailLoop(LocalEngine engine, IJournal journal, TimeProvider time)
{
    static readonly TimeSpan AtMost = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await journal.WaitForNewsAsync(AtMost, cancel).ConfigureAwait(false);
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
}
