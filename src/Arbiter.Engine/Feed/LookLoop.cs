using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;

namespace Arbiter.Engine.Feed;

/// <summary>
/// Where what other processes wrote comes by a way that may lose it: looks into the log every so often, whatever has become of that way. Bounds how late this process hears of
/// what was lost; one look is one indexed query that finds nothing. Not by the store's notifications: with them every process would read every batch from the database, which is
/// what the other way saves.
/// </summary>
public sealed class LookLoop(LocalEngine engine, IJournal journal, TimeProvider time)
{
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                // Not a mere pause: the store knows by it that this process is there, and that it need not be told.
                await journal.IgnoreNewsAsync(Every, cancel).ConfigureAwait(false);
                await engine.CatchUpAsync(cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // The store is away: the engine notices by itself and opens it again.
                await Task.Delay(Every, time, cancel).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            }
        }
    }
}
