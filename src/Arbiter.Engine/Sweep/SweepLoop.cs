using Arbiter.Domain;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;

namespace Arbiter.Engine.Sweep;

/// <summary>
/// Sends what has become due as ordinary commands: ends of protection, repeats to write, answers to forget, and news from other processes. There is no timer for
/// a customer; and since a claim after the instant is decided as if the sweep had run, the sweep may be late or run twice without anybody being wronged. Of several
/// processes, one looks for what is due; each writes the repeats that it counted itself.
/// </summary>
public sealed class SweepLoop(LocalEngine engine, IJournal journal, Duty duty, TimeProvider time)
{
    const int DuePerPage = 500;
    const int PagesPerRound = 20;

    /// <summary>Answers forgotten at once. While there are more, every round forgets as many: a server that remembers this many in each second keeps up.</summary>
    const int ForgottenPerRound = 10_000;

    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(1);
    static readonly TimeSpan RepeatWindow = TimeSpan.FromSeconds(60);

    /// <summary>Runs until cancelled. A round that fails is left to the next one.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Every, time);
        var forgotten = time.GetTimestamp();
        while (await WaitAsync(timer, cancel).ConfigureAwait(false))
        {
            if (!engine.Health.Ready) continue;
            try
            {
                engine.WriteRepeats(RepeatWindow);
                if (!await duty.HoldAsync(cancel).ConfigureAwait(false)) continue;
                if (time.GetElapsedTime(forgotten) >= ForgetEvery
                    && await journal.ForgetRequestsAsync(time.NowMs(), ForgottenPerRound, cancel).ConfigureAwait(false) < ForgottenPerRound)
                    forgotten = time.GetTimestamp();
                await RoundAsync(cancel).ConfigureAwait(false);
            }
            catch (Exception) when (!cancel.IsCancellationRequested)
            {
                // The store is away: the engine notices by itself and opens it again.
            }
        }
    }

    /// <summary>One round: everything that is due now.</summary>
    public async Task RoundAsync(CancellationToken cancel)
    {
        for (var page = 0; page < PagesPerRound; page++)
        {
            var due = await journal.DueAsync(time.NowMs(), DuePerPage, cancel).ConfigureAwait(false);
            await Task.WhenAll(due.Select(customer => engine.ExecuteAsync(new EndProtection(customer)))).ConfigureAwait(false);
            if (due.Count < DuePerPage) return;
        }
    }

    static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancel)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
