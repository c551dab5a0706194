using System.Text.Json;
using System.Text.Json.Serialization;
using Arbiter.Domain;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Quotas;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Queries;

namespace Arbiter.Engine.Boards;

/// <summary>
/// Keeps the leaderboard up with the log. Costs a claim nothing: it reads the feed, and saves itself now and then together with the position it stands for, so
/// that a start replays only what came later.
/// </summary>
public sealed class BoardProjection(FeedReader feed, IQueries queries, Func<Reference> reference, TimeProvider time)
{
    const string Name = "leaderboard";
    static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(10);

    readonly Lock gate = new();
    Leaderboard board = new();
    long seq;

    /// <summary>Runs until cancelled; begins again from its last checkpoint when the store fails.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await RestoreAsync(cancel).ConfigureAwait(false);
                await FollowAsync(cancel).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // The store is away; the engine says so and reports when it is back.
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancel).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The rows of a window and the log position they stand for.</summary>
    public (long Seq, IReadOnlyList<BoardRow> Rows) Read(BoardWindow window, bool byTeam)
    {
        var now = reference();
        var today = Days.Of(time.GetUtcNow(), DayOffsetMinutes(now));
        lock (gate) return (seq, byTeam ? board.ByTeam(window, today, now.Roster) : board.ByRep(window, today, now.Roster));
    }

    /// <summary>Saves where it stands, so that the next start is quick.</summary>
    public async Task SaveAsync(CancellationToken cancel)
    {
        (long At, string Body) saved;
        lock (gate) saved = (seq, JsonSerializer.Serialize(board.Save(), BoardContext.Default.DictionaryStringInt32Array));
        await queries.SaveCheckpointAsync(Name, saved.At, saved.Body, cancel).ConfigureAwait(false);
    }

    async Task RestoreAsync(CancellationToken cancel)
    {
        var saved = await queries.LoadCheckpointAsync(Name, cancel).ConfigureAwait(false);
        lock (gate)
        {
            if (saved is not { } checkpoint) (board, seq) = (new Leaderboard(), 0);
            else (board, seq) = (Leaderboard.Restore(JsonSerializer.Deserialize(checkpoint.Body, BoardContext.Default.DictionaryStringInt32Array)!), checkpoint.Seq);
        }
    }

    async Task FollowAsync(CancellationToken cancel)
    {
        var savedAt = time.GetTimestamp();
        var savedSeq = seq;
        await foreach (var records in feed.FollowAsync(seq, cancel).ConfigureAwait(false))
        {
            var offset = DayOffsetMinutes(reference());
            lock (gate)
            {
                foreach (var record in records)
                {
                    if (record.Type.StartsWith("claim", StringComparison.Ordinal) || record.Type.StartsWith("ownership", StringComparison.Ordinal)
                        || record.Type is "repeatsCounted" or "customersMerged" or "customerUnmerged") board.Apply(EventReader.Read(record), offset);
                }

                seq = records[^1].Seq;
            }

            if (time.GetElapsedTime(savedAt) < SaveEvery || seq - savedSeq < 1000) continue;
            await SaveAsync(cancel).ConfigureAwait(false);
            (savedAt, savedSeq) = (time.GetTimestamp(), seq);
        }
    }

    static int DayOffsetMinutes(Reference reference) => (reference.PolicyOf(Scope.Default)?.Quotas ?? new QuotaPolicy()).DayOffsetMinutes;
}

[JsonSerializable(typeof(Dictionary<string, int[]>))]
sealed partial class BoardContext : JsonSerializerContext;
