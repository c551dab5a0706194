using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;

namespace Arbiter.Orleans.Streams;

/// <summary>
/// The hot path of the feed between silos: what one commits, the others are told through an Orleans stream, without asking the database. The stream is in memory and
/// may lose, double and reorder; the log may not. So every record is checked against what is known, and what is missing is read from the log by position: at once when
/// the stream shows a gap, else with the next look (<see cref="Engine.Feed.LookLoop"/>).
/// </summary>
sealed class LogStream(LocalEngine engine, OwnRecords own, IStreamProvider provider, string here, ILogger log)
{
    public const string Provider = "arbiter";

    /// <summary>Records in one message that holds more than one commit: some hundred kilobytes.</summary>
    const int PerMessage = 500;

    readonly IAsyncStream<StreamedRecords> stream = provider.GetStream<StreamedRecords>(StreamId.Create("arbiter", "log"));

    /// <summary>How long after a subscription that failed the next one is tried. Until then the log is looked at.</summary>
    static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled: tells, and is told. Nothing here waits for the stream: it may be slow to subscribe to, and the log is read meanwhile, elsewhere.</summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(ListenAsync(cancel), TellAsync(cancel));

    async Task ListenAsync(CancellationToken cancel)
    {
        try
        {
            var subscription = await SubscribeAsync(cancel).ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            // A silo that ends without this is unsubscribed when the first message does not reach it.
            await subscription.UnsubscribeAsync().WaitAsync(TimeSpan.FromSeconds(2), CancellationToken.None).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The silo leaves before it was subscribed.
        }
    }

    async Task<StreamSubscriptionHandle<StreamedRecords>> SubscribeAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await stream.SubscribeAsync((records, _) => HearAsync(records, cancel)).WaitAsync(cancel).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                log.LogWarning("Not subscribed to the stream ({Fault}); the log is read until it succeeds.", e.GetType().Name);
                await Task.Delay(Again, OrleansParts.Time, cancel).ConfigureAwait(false);
            }
        }
    }

    async Task TellAsync(CancellationToken cancel)
    {
        try
        {
            while (await own.Reader.WaitToReadAsync(cancel).ConfigureAwait(false))
            {
                LogPiece? some = null;
                while (own.Reader.TryRead(out var commit))
                {
                    var joined = some?.JoinedBy(commit, PerMessage);
                    if (some is not null && joined is null) await TellAsync(StreamedRecords.Of(some, here)).ConfigureAwait(false);
                    some = joined ?? commit;
                }

                if (some is not null) await TellAsync(StreamedRecords.Of(some, here)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo leaves.
        }
    }

    async Task TellAsync(StreamedRecords records)
    {
        try
        {
            await stream.OnNextAsync(records).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.LogDebug("The stream did not take {Count} records ({Fault}); the others read them from the log.", records.Records.Length, e.GetType().Name);
        }
    }

    async Task HearAsync(StreamedRecords told, CancellationToken cancel)
    {
        if (told.From == here || cancel.IsCancellationRequested) return;
        try
        {
            if (told.ToPiece() is not { } piece || await engine.TakeInAsync(piece).ConfigureAwait(false))
                await engine.CatchUpAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            log.LogDebug("What the stream brought was not taken in ({Fault}); it is read from the log.", e.GetType().Name);
        }
    }
}
