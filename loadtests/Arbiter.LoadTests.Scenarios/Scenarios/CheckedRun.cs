using Arbiter.LoadTests.Correctness;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Reports;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Scenarios;

/// <summary>A run whose every ruling is checked afterwards against the others and against the feed.</summary>
public static class CheckedRun
{
    /// <summary>Loads, reads the feed, judges, and reports.</summary>
    public static async Task<RunReport> RunAsync(
        Session session, Scenario scenario, WorkloadFactory workload, RunOptions options, CancellationToken stop)
    {
        var afterSeq = await HeadAsync(session, stop);
        var log = new RulingLog();
        var figures = await options.Offer(session, scenario, workload(session, log, scenario), options, stop);
        return RunReport.Of(scenario, session.Seed, figures, await JudgeAsync(session, log, afterSeq, stop));
    }

    /// <summary>Where the log stands: of several servers, with the one that has seen most of it.</summary>
    public static async Task<long> HeadAsync(Session session, CancellationToken stop)
    {
        var furthest = 0L;
        foreach (var target in session.Targets)
        {
            using var admin = Session.OpenAdmin(target, session.AdminToken);
            furthest = Math.Max(furthest, await new FeedReader(admin).HeadAsync(stop));
        }
        return furthest;
    }

    /// <summary>Reads the feed from a position and judges rulings against it.</summary>
    public static async Task<CorrectnessVerdict> JudgeAsync(Session session, RulingLog log, long afterSeq, CancellationToken stop)
    {
        using var admin = session.OpenAdmin();
        var lastSeq = log.Select(ruling => ruling.Seq).DefaultIfEmpty().Max();
        var feed = await new FeedReader(admin).ReadAsync(afterSeq, lastSeq, stop);
        return CorrectnessCheck.Judge(log, feed);
    }
}
