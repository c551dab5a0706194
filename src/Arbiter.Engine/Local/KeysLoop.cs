namespace Arbiter.Engine.Local;

/// <summary>
/// Keeps the engine knowing which keys there are: after each opening of the store, and again when other processes that wrote have been quiet for a while
/// (<see cref="LocalEngine.LearnKeysAsync"/>). Costs one read of all keys each time, and saves a load for each first claim from then on.
/// </summary>
public sealed class KeysLoop(LocalEngine engine, TimeProvider time)
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Passes without a foreign record before keys are read again.</summary>
    const int QuietPasses = 30;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Every, time);
        var seen = -1L;
        var quiet = QuietPasses;
        do
        {
            var foreign = engine.ForeignRecords;
            quiet = foreign == seen || seen < 0 ? quiet + 1 : 0;
            seen = foreign;
            if (quiet < QuietPasses) continue;
            try
            {
                await engine.LearnKeysAsync(cancel).ConfigureAwait(false);
            }
            catch (Exception) when (!cancel.IsCancellationRequested)
            {
                // The store is away; the engine says so, and the next pass tries again.
            }
        }
        while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false));
    }
}
