using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Simulation.Replicas;

namespace Arbiter.Simulation.Checks;

/// <summary>P10: a cache holds what its limits say, and what the turns under way need.</summary>
static class Bounds
{
    /// <summary>Keys, customers, claimants and the request that one turn of the workload can touch, generously.</summary>
    const int SlotsPerTurn = 40;

    public static void Check(World world, Replica replica)
    {
        var limits = world.Options.Cache;
        var capacity = limits.Customers + limits.Keys + limits.Claimants + limits.Requests;
        var cached = replica.Core.Cached;
        // What turns under way need is kept whatever the limit, and goes when the next thing comes; so the busiest moment counts.
        Promise.Keep(
            cached <= capacity + (SlotsPerTurn * replica.BusiestTurns), Promise.Bounded,
            () => $"r{replica.Number} keeps {cached} entries within limits of {capacity}, with at most {replica.BusiestTurns} turns under way");
        if (cached >= capacity / 2) world.Coverage.Evictions++;
    }
}

/// <summary>Repeats may be lost with the process that counted them, but never made up.</summary>
static class ConflictCheck
{
    public static void CheckAttempts(World world)
    {
        foreach (var ((customer, rep), counted) in world.Model.Attempts)
        {
            var made = world.Clients.AttemptsMade(rep, world.Model.EverTogether(customer), [.. world.Model.KeysOf(customer)]);
            Promise.Keep(counted <= made, Promise.ConflictRecorded, () => $"the log counts {counted} attempts of {rep} on {customer}, who made {made}");
        }
    }
}

/// <summary>The reference tables are what the log says, and keep every version of every policy.</summary>
static class ReferenceCheck
{
    public static void Check(World world)
    {
        var (store, model) = (world.Store, world.Model);
        var end = store.Head.Seq;
        var reference = store.LoadReference();
        foreach (var scope in new[] { Scope.Default, World.SecondScope })
        {
            var current = model.Policy(scope, end)?.Version ?? 0;
            Promise.Keep(reference.PolicyOf(scope)?.Version is { } v ? v == current : current == 0, Promise.RowsFollowLog, () => $"policy of {scope}");
            // The default scope's first version is built in.
            for (var version = scope == Scope.Default ? 2 : 1; version <= current; version++)
            {
                var missing = version;
                Promise.Keep(store.Policies.ContainsKey((scope, version)), Promise.RowsFollowLog, () => $"policy {scope} {missing} was not kept");
            }
        }

        foreach (var rep in world.Clients.Desk.AllReps)
            Promise.Keep(reference.Find(rep)?.Active == model.IsActive(rep, end), Promise.RowsFollowLog, () => $"rep {rep}");
    }
}
