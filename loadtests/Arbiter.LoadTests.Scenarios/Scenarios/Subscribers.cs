using Arbiter.LoadTests.Correctness;
using Arbiter.LoadTests.Live;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Reports;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Scenarios;

/// <summary>A thousand screens that follow the feed while customers are claimed.</summary>
public static class Subscribers
{
    const int Count = 1000;
    const int OpenedAtATime = 50;
    static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    /// <summary>What it shows.</summary>
    public const string Purpose = "1,000 live connections follow the feed while customers are claimed; each gets every event once, in order.";

    /// <summary>Opens 1,000 connections, claims, and waits until each has the whole feed.</summary>
    public static Task<RunReport> RunAsync(Session session, RunOptions options, CancellationToken stop) => RunAsync(session, options, Count, stop);

    /// <summary>Opens so many connections, claims, and waits until each has the whole feed.</summary>
    public static async Task<RunReport> RunAsync(Session session, RunOptions options, int count, CancellationToken stop)
    {
        // Each claim is a thousand deliveries, sent and received on the same cores.
        var rate = options.RatePerSecond ?? 20;
        var scenario = new Scenario("subscribers", Purpose, options.Connections, null, [new Inject(rate, options.During)],
            [Threshold.LatencyBelow(99, 250), Threshold.ErrorRateBelow(0.001), Threshold.SentAtLeast(0.99)]);
        var afterSeq = await CheckedRun.HeadAsync(session, stop);
        var lag = new LatencyHistogram();
        var subscribers = Enumerable.Range(0, count).Select(i => new Subscriber(session, session.Targets[i % session.Targets.Count], afterSeq, lag)).ToList();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var following = Task.CompletedTask;
        try
        {
            foreach (var group in subscribers.Chunk(OpenedAtATime))
                await Task.WhenAll(group.Select(subscriber => subscriber.OpenAsync(stop)));
            following = Task.WhenAll(subscribers.Select(subscriber => subscriber.FollowAsync(enough.Token)));
            var log = new RulingLog();
            var workload = Workloads.Storm(session, log, scenario);
            var figures = await options.Offer(session, scenario, workload, options, stop);
            var verdict = await CheckedRun.JudgeAsync(session, log, afterSeq, stop);
            var headSeq = await CheckedRun.HeadAsync(session, stop);
            await WaitForAllAsync(subscribers, headSeq, stop);
            return RunReport.Of(scenario, session.Seed, figures, verdict, Judge(subscribers, afterSeq, headSeq), Figures(lag));
        }
        finally
        {
            await enough.CancelAsync();
            await following;
            subscribers.ForEach(subscriber => subscriber.Dispose());
        }
    }

    static async Task WaitForAllAsync(List<Subscriber> subscribers, long headSeq, CancellationToken stop)
    {
        for (var giveUpAt = DateTime.UtcNow + patience; DateTime.UtcNow < giveUpAt;)
        {
            if (subscribers.All(subscriber => subscriber.Feed.LastSeq >= headSeq || subscriber.Ended is not null))
                return;
            await Task.Delay(100, stop);
        }
    }

    static IEnumerable<ThresholdResult> Judge(List<Subscriber> subscribers, long afterSeq, long headSeq)
    {
        var complete = subscribers.Count(subscriber => subscriber.Feed.OutOfOrder == 0 && subscriber.Feed.Count >= headSeq - afterSeq);
        yield return new($"every subscriber has the whole feed ({headSeq - afterSeq} events)", complete, $"of {subscribers.Count}", complete == subscribers.Count);
        foreach (var cause in subscribers.Select(subscriber => subscriber.Ended).OfType<string>().GroupBy(cause => cause))
            yield return new($"no stream ends early: {cause}", cause.Count(), "streams", false);
    }

    static Dictionary<string, double> Figures(LatencyHistogram lag) => new()
    {
        ["events delivered"] = lag.Count,
        ["delivery p50, from the event's time (ms)"] = lag.PercentileNs(50) / 1e6,
        ["delivery p99, from the event's time (ms)"] = lag.PercentileNs(99) / 1e6,
    };
}
