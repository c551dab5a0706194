using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;

namespace Arbiter.Engine.Feed;

/// <summary>Where several processes write one log: takes in what the others wrote, also while this one has nothing to do.</summary>
public sealed class TailLoop(LocalEngine engine, IJournal journal, TimeProvider time)
{
    static readonly TimeSpan AtMost = TimeSpan.FromSeconds(1);

    /// <summary>An engine that had nothing to do for so long looks for itself; longer, up to the second, while it goes on having something to do.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(5);

    static readonly TimeSpan MostQuiet = TimeSpan.FromMilliseconds(40);

    /// <summary>Whoever only begins to wait for news is not told of all: for so long it looks every so often, too.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>So many pauses in a row and an engine counts as busy, or the others do: half a second.</summary>
    const int BusyAfter = 15;

    /// <summary>Looks all the same after so many: who reads the feed here is not to depend on what the engine has to do.</summary>
    const int LookAfter = 25;

    long heard;
    long lookedAt;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var (pauses, found) = (0, false);
        var waitsSince = time.GetTimestamp();
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (pauses < BusyAfter)
                    await journal.WaitForNewsAsync(time.GetElapsedTime(waitsSince) < Fresh ? LookEvery : AtMost, cancel).ConfigureAwait(false);
                var before = pauses;
                pauses = await PauseWhileToldAsync(pauses, cancel).ConfigureAwait(false);
                if (pauses == 0 && found) pauses = await PauseWhileOthersWriteAsync(before, cancel).ConfigureAwait(false);
                if (before >= BusyAfter && pauses == 0) waitsSince = time.GetTimestamp();
                found = await engine.CatchUpAsync(cancel).ConfigureAwait(false);
                lookedAt = time.GetTimestamp();
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

    /// <summary>
    /// Each append takes in what others wrote before it, and whoever commits for this process tells it so: looking besides would read everything twice, and being told would cost everybody
    /// more than the appends of a busy engine leave to tell.
    /// </summary>
    /// <param name="pauses">In a row so far.</param>
    async Task<int> PauseWhileToldAsync(int pauses, CancellationToken cancel)
    {
        for (var i = 0; i < LookAfter; i++, pauses++)
        {
            var before = heard;
            heard = engine.Commits + engine.TakenIn;
            if (heard == before && engine.Admitted == 0) return 0;
            await PauseAsync(pauses, pauses < 3 ? Quiet * (1 << pauses) : MostQuiet, cancel).ConfigureAwait(false);
        }

        return Math.Min(pauses, BusyAfter);
    }

    /// <summary>A look for each commit of somebody who commits all the time would cost the database as much again as the commits: one for several has to do.</summary>
    /// <param name="pauses">In a row so far.</param>
    async Task<int> PauseWhileOthersWriteAsync(int pauses, CancellationToken cancel)
    {
        var rest = MostQuiet - time.GetElapsedTime(lookedAt);
        if (rest <= TimeSpan.Zero) return 0;
        await PauseAsync(pauses, rest, cancel).ConfigureAwait(false);
        return Math.Min(pauses + 1, BusyAfter);
    }

    /// <summary>Whoever is busy does not want to be told.</summary>
    Task PauseAsync(int pauses, TimeSpan pause, CancellationToken cancel) =>
        pauses < BusyAfter ? Task.Delay(pause, time, cancel) : journal.IgnoreNewsAsync(pause, cancel);
}
