namespace Arbiter.LoadTests.Load;

/// <summary>How load is offered for a while. Steps of a scenario run one after another.</summary>
/// <param name="During">How long the step lasts.</param>
public abstract record LoadStep(TimeSpan During);

/// <summary>
/// Open model: requests are planned at a constant rate, whatever the server does. Each has its own planned instant, from which
/// its latency is measured, so a stall of the server counts for every request that it held up.
/// </summary>
/// <param name="RatePerSecond">Planned requests a second.</param>
/// <param name="During">How long the step lasts.</param>
public sealed record Inject(double RatePerSecond, TimeSpan During) : LoadStep(During);

/// <summary>Open model: the planned rate goes in a straight line from that of the step before (0 at first) to this one.</summary>
/// <param name="RatePerSecond">Planned requests a second at the end of the step.</param>
/// <param name="During">How long the step lasts.</param>
public sealed record RampingInject(double RatePerSecond, TimeSpan During) : LoadStep(During);

/// <summary>
/// Closed model: so many copies, each sending its next request when it has its answer. It finds the peak throughput; its latencies
/// say little, because a slow server slows the load.
/// </summary>
/// <param name="Copies">Requests in flight.</param>
/// <param name="During">How long the step lasts.</param>
public sealed record KeepConstant(int Copies, TimeSpan During) : LoadStep(During);
