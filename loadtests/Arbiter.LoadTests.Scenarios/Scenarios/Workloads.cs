using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Correctness;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Scenarios;

/// <summary>Makes the workload of a scenario on a server, and prepares what it needs there.</summary>
public delegate IWorkload WorkloadFactory(Session session, RulingLog log, Scenario scenario);

/// <summary>The workloads of the scenarios that claim.</summary>
public static class Workloads
{
    const int KnownKeys = 10_000;

    /// <summary>Claims in a batch request.</summary>
    public const int BatchLength = 500;

    /// <summary>First claims, one a request.</summary>
    public static IWorkload Storm(Session session, RulingLog log, Scenario scenario) =>
        new SingleClaims(ClaimPlans.FirstClaims(session.Seed, session.TakeKeys(scenario.MaxRequests(1))), session.Writer, log);

    /// <summary>One customer whom all want.</summary>
    public static IWorkload Hot(Session session, RulingLog log, Scenario scenario) =>
        new SingleClaims(ClaimPlans.Hot(session.Seed, session.TakeKeys(1)), session.Writer, log);

    /// <summary>First claims, 500 a request.</summary>
    public static IWorkload Batch(Session session, RulingLog log, Scenario scenario)
    {
        var firstKey = session.TakeKeys(scenario.MaxRequests(BatchLength) * BatchLength);
        return new BatchClaims(ClaimPlans.FirstClaims(session.Seed, firstKey), session.Writer, log, BatchLength);
    }

    /// <summary>Nine in ten on known customers, which are claimed beforehand.</summary>
    public static IWorkload Mixed(Session session, RulingLog log, Scenario scenario)
    {
        var known = session.TakeKeys(KnownKeys);
        var firstNew = session.TakeKeys(scenario.MaxRequests(1));
        Claim(session, log, known, KnownKeys, CancellationToken.None);
        return new SingleClaims(ClaimPlans.Mixed(session.Seed, known, KnownKeys, firstNew), session.Writer, log);
    }

    /// <summary>Claims customers in batches, as fast as four connections can; what fails is claimed again by nobody.</summary>
    public static Measurement Claim(Session session, RulingLog log, long firstKey, long count, CancellationToken stop)
    {
        var measurement = new Measurement(BatchLength);
        var batches = new BatchClaims(ClaimPlans.FirstClaims(session.Seed, firstKey), session.Writer, log, BatchLength);
        using var generator = new Generator(session.Targets, 4, batches, TimeSpan.FromSeconds(30));
        generator.Run(new KeepConstant(4, TimeSpan.FromMinutes(10)), 0, measurement, stop, count / BatchLength);
        return measurement;
    }
}
