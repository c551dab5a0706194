using Arbiter.Orleans.Wire;
using Orleans;

namespace Arbiter.Orleans.Grains;

/// <summary>A place in the cluster where commands that concern one thing are decided, in the order in which they come. There is one of each, except for moments.</summary>
public interface IDecidingGrain : IGrainWithGuidKey
{
    [Alias("decide")]
    Task<Told> DecideAsync(Asked asked);
}

/// <summary>For one normalized key of a customer: claims by it, unless it has learned that another silo decides about its customer.</summary>
[Alias("arbiter.ICustomerKeyGrain")]
public interface ICustomerKeyGrain : IDecidingGrain;

/// <summary>For one customer: what is asked about it by its id, and claims by keys whose grains live in other silos.</summary>
[Alias("arbiter.ICustomerGrain")]
public interface ICustomerGrain : IDecidingGrain;

/// <summary>For one rep in one scope: what spends the rep's quotas and belongs to no customer's key. Look-ups above all.</summary>
[Alias("arbiter.IQuotaGrain")]
public interface IQuotaGrain : IDecidingGrain;
