using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Scenarios;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Load;

/// <summary>
/// Offers the load of a scenario to a server: its warm-up first, which does not count, then its steps. What scenarios do before, beside and
/// after that, and how they are judged, is the same for every generator.
/// </summary>
public delegate Task<IFigures> OfferLoad(Session session, Scenario scenario, IWorkload workload, RunOptions options, CancellationToken stop);
