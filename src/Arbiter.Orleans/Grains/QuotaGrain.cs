using Arbiter.Orleans.Wire;
using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;

namespace Arbiter.Orleans.Grains;

/// <summary>
/// Quotas are exact without it: every silo's batch is decided again on top of what others wrote. But the only row that a look-up changes is its rep's: decided in one
/// silo, the row is loaded once, and a rep whose requests a load balancer spreads is refused from the first one too many on, without a batch that is decided twice.
/// </summary>
[Reentrant, PreferLocalPlacement]
sealed class QuotaGrain(IGrainContext context, SiloTurns turns) : IGrainBase, IQuotaGrain
{
    public IGrainContext GrainContext => context;

    public Task<Told> DecideAsync(Asked asked) => turns.DecideAsync(asked);
}
