using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;
using Arbiter.Orleans.Grains;
using Orleans;

namespace Arbiter.Orleans.Routing;

/// <summary>
/// Where in the cluster a command is decided: the same command goes to the same grain, whichever silo was asked. Only what many ask at once is sent; policies, roster,
/// tokens, marks, merges and the sweep are rare or have no rival, and are decided in the silo that has them.
/// </summary>
sealed class Router(IGrainFactory grains, GrainKeys keys)
{
    /// <summary>The grain, or null for here.</summary>
    public IDecidingGrain? For(Command command, Reference reference) => command switch
    {
        ClaimCustomer c => Home(c.Keys, reference) is { } key ? grains.GetGrain<ICustomerKeyGrain>(keys.Of(key)) : Quotas(c.Scope, c.Rep),
        LookUp { Rep: { } rep } c => Quotas(c.Scope, rep),
        ClaimFromPool c => grains.GetGrain<ICustomerGrain>(c.Customer.Value),
        RecordFollowUp c => grains.GetGrain<ICustomerGrain>(c.Customer.Value),
        ReleaseCustomer c => grains.GetGrain<ICustomerGrain>(c.Customer.Value),
        TransferCustomer c => grains.GetGrain<ICustomerGrain>(c.Customer.Value),
        _ => null,
    };

    IQuotaGrain Quotas(Scope scope, Domain.Roster.RepId rep) => grains.GetGrain<IQuotaGrain>(keys.Of(new ClaimantId(scope, rep)));

    /// <summary>A claim over several keys goes to one grain alone, that of its first hard key in canonical order: keys come sorted.</summary>
    static CustomerKey? Home(ImmutableArray<ClaimedKey> keys, Reference reference)
    {
        foreach (var claimed in keys)
        {
            if (claimed.Strength == KeyStrength.Hard && !reference.SharedKeys.Contains(claimed.Key)) return claimed.Key;
        }

        return null;
    }
}
