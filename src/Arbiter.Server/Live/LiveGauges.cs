using System.Diagnostics;
using System.Text.Json;
using Arbiter.Engine.Boards;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Queries;
using Arbiter.Server.Boards;
using Arbiter.Server.Json;
using Arbiter.Server.Telemetry;

namespace Arbiter.Server.Live;

/// <summary>
/// The gauge lane: a picture of the moment, rendered twice a second once for all, of which a subscriber only ever gets the latest.
/// </summary>
public sealed class LiveGauges(ArbiterMetrics metrics, BoardProjection board, CommittedFeed feed, IQueries queries, TimeProvider time)
{
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(2);

    static readonly TimeSpan CountAtLeastEvery = TimeSpan.FromSeconds(30);

    /// <summary>Counting goes through all open conflicts. However many there are, it takes no more than a fiftieth of the time, until it takes more than half a second.</summary>
    const int RestsFor = 50;

    readonly Lock gate = new();
    TaskCompletionSource<byte[]> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    byte[]? latest;
    int openConflicts;
    int connections;

    public int Connections => Volatile.Read(ref connections);

    public void Connected() => Interlocked.Increment(ref connections);

    public void Disconnected() => Interlocked.Decrement(ref connections);

    /// <summary>The latest picture as JSON.</summary>
    public byte[] Latest()
    {
        lock (gate) return latest ??= Render(default);
    }

    /// <summary>The next picture when there is one.</summary>
    public Task<byte[]> NextAsync(CancellationToken cancel)
    {
        lock (gate) return next.Task.WaitAsync(cancel);
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Every, time);
        var read = Stopwatch.GetTimestamp();
        var counted = 0L;
        var rest = TimeSpan.Zero;
        while (await timer.WaitForNextTickAsync(cancel))
        {
            if (counted == 0 || time.GetElapsedTime(counted) > rest)
            {
                rest = await CountConflictsAsync(cancel);
                counted = time.GetTimestamp();
            }

            var rates = metrics.Recent.Take(Stopwatch.GetElapsedTime(read));
            read = Stopwatch.GetTimestamp();
            Publish(Render(rates));
        }
    }

    /// <summary>Returns for how long to let it be.</summary>
    async Task<TimeSpan> CountConflictsAsync(CancellationToken cancel)
    {
        try
        {
            var began = Stopwatch.GetTimestamp();
            openConflicts = await queries.CountOpenConflictsAsync(cancel);
            var rest = Stopwatch.GetElapsedTime(began) * RestsFor;
            return rest < CountEvery ? CountEvery : rest > CountAtLeastEvery ? CountAtLeastEvery : rest;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // The store is away: the wall goes on showing the last count; readiness tells why.
            return CountEvery;
        }
    }

    void Publish(byte[] picture)
    {
        TaskCompletionSource<byte[]> waiting;
        lock (gate)
        {
            latest = picture;
            waiting = next;
            next = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult(picture);
    }

    byte[] Render(RecentRates rates) => Respond.Render((rates, this), static (json, v) => v.Item2.Write(json, v.rates)).ToArray();

    void Write(Utf8JsonWriter json, RecentRates rates)
    {
        json.WriteStartObject();
        json.WriteTime("at"u8, time.GetUtcNow());
        json.WriteNumber("seq"u8, feed.Head);
        json.WriteNumber("claimsPerSecond"u8, Math.Round(rates.Claims, 1));
        json.WriteNumber("grantedPerSecond"u8, Math.Round(rates.Granted, 1));
        json.WriteNumber("refusedPerSecond"u8, Math.Round(rates.Refused, 1));
        json.WriteNumber("openConflicts"u8, openConflicts);
        json.WriteNumber("connections"u8, Connections);
        json.WriteStartObject("latencyMs"u8);
        json.WriteNumber("p50"u8, Math.Round(rates.P50Ms, 2));
        json.WriteNumber("p99"u8, Math.Round(rates.P99Ms, 2));
        json.WriteEndObject();
        json.WriteStartObject("leaderboard"u8);
        json.WriteStartObject("today"u8);
        BoardsApi.WriteRows(json, "rep", board.Read(BoardWindow.Today, byTeam: false).Rows);
        BoardsApi.WriteRows(json, "team", board.Read(BoardWindow.Today, byTeam: true).Rows);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
