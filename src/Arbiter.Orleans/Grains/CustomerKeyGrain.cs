using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Orleans.Wire;
using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;

namespace Arbiter.Orleans.Grains;

/// <summary>
/// Reentrant: claims come to the turn service in their order and are decided there one after another; waiting for each one's commit before handing over the next
/// would decide one claim a commit. Prefers the silo that was asked: a first claim, the most frequent thing of all, then stays in the process that read it.
/// </summary>
/// <remarks>
/// <para>Most keys are claimed once. A grain that has granted the first claim goes at once, while its memory is young: thousands a second that stay for seconds cost more
/// to collect than to make. Whoever asks again finds a grain that stays.</para>
/// <para>A customer with several keys, or one that is asked about by its id, would be decided in as many silos, each loading it and deciding batches again on top of the
/// others'. So once an answer names the customer, the customer's own grain is asked, once, where it lives: if here, this grain goes on by itself; if elsewhere, it
/// forwards. What was learned is a hint and lost with the activation: a wrong one costs a rebase, never a wrong ruling.</para>
/// </remarks>
[Reentrant, PreferLocalPlacement]
sealed class CustomerKeyGrain(IGrainContext context, SiloTurns turns, ClusterView cluster, IGrainFactory grains) : IGrainBase, ICustomerKeyGrain
{
    CustomerId? customer;
    bool livesHere;
    int underWay;

    public IGrainContext GrainContext => context;

    public async Task<Told> DecideAsync(Asked asked)
    {
        underWay++;
        var told = customer is not { } known || livesHere || cluster.IsAlone ? Learn(await turns.DecideAsync(asked)) : await ForwardAsync(asked, known);
        if (--underWay == 0 && told.Executed.Outcome is Ruling { Verdict: Verdict.Granted, Epoch: 1 }) this.DeactivateOnIdle();
        return told;
    }

    async Task<Told> ForwardAsync(Asked asked, CustomerId known)
    {
        var told = await grains.GetGrain<ICustomerGrain>(known.Value).DecideAsync(asked);
        livesHere = turns.Here.Equals(told.Silo);
        return told;
    }

    Told Learn(Told told)
    {
        if (told.Executed.Outcome is Ruling { Customer: { } found }) customer ??= found;
        return told;
    }
}
