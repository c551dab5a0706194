using Arbiter.Orleans.Wire;
using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;

namespace Arbiter.Orleans.Grains;

/// <summary>Decides in its silo, and says which that is. See <see cref="CustomerKeyGrain"/> for why it is reentrant and prefers to live where it is first asked.</summary>
[Reentrant, PreferLocalPlacement]
sealed class CustomerGrain(IGrainContext context, SiloTurns turns) : IGrainBase, ICustomerGrain
{
    public IGrainContext GrainContext => context;

    public Task<Told> DecideAsync(Asked asked) => turns.DecideAsync(asked, sayWhere: true);
}
