using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Orleans.Tests.Running;
using Arbiter.Server.Tests.Running;

namespace Arbiter.Orleans.Tests;

/// <summary>Whichever silo is asked, and however many believe to be the one that decides: a customer has one owner, and the log says so.</summary>
public sealed class OneOwnerTests
{
    [Fact]
    public async Task A_hot_key_claimed_through_three_silos_gets_one_owner()
    {
        const int reps = 30;
        var members = await Member.ClusterAsync(await PostgresFixture.NewDatabaseAsync(), silos: 3, reps);
        try
        {
            for (var key = 0; key < 10; key++)
            {
                var rulings = await Task.WhenAll(Enumerable.Range(0, reps).Select(rep => members[rep % 3].ClaimAsync(rep, key)));

                var owner = Assert.Single(rulings, r => r.Verdict == Verdict.Granted).Owner;
                Assert.All(rulings, r => Assert.Equal(owner, r.Owner));
            }

            await members[0].VerifyAsync();
        }
        finally
        {
            foreach (var member in members) await member.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_claim_over_several_keys_wins_them_all_whichever_silos_their_grains_live_in()
    {
        const int reps = 12;
        var members = await Member.ClusterAsync(await PostgresFixture.NewDatabaseAsync(), silos: 3, reps);
        try
        {
            for (var round = 0; round < 10; round++)
            {
                var (a, b) = (round * 10, round * 10 + 1);
                var rulings = await Task.WhenAll(Enumerable.Range(0, reps).Select(rep =>
                    members[rep % 3].ClaimAsync(rep, (int[])(rep % 4 == 0 ? [a, b] : rep % 2 == 0 ? [a] : [b]))));

                // Both keys lead to one customer, or to two that each have an owner: never are two owners of one.
                foreach (var customer in rulings.Where(r => r.Customer is not null).GroupBy(r => r.Customer))
                    Assert.True(customer.Count(r => r.Verdict == Verdict.Granted) <= 1);
                var (first, second) = (await members[0].ClaimAsync(0, a), await members[1].ClaimAsync(0, b));
                Assert.NotNull(first.Owner);
                Assert.NotNull(second.Owner);
            }

            await members[0].VerifyAsync();
        }
        finally
        {
            foreach (var member in members) await member.DisposeAsync();
        }
    }

    /// <summary>
    /// Two clusters on one database: neither knows of the other, so that each has an activation of the same grain, as during a fail-over, but for good.
    /// </summary>
    [Fact]
    public async Task Two_activations_of_one_grain_cannot_both_win()
    {
        const int keys = 200;
        var database = await PostgresFixture.NewDatabaseAsync();
        await using var one = await Member.StartAsync(database, cluster: "one", seed: 1);
        await using var other = await Member.StartAsync(database, cluster: "other", seed: 2);
        await one.AddRepsAsync(2);
        await Until.Is(() => other.Feed.Head >= one.Feed.Head, "both know the roster");

        var rulings = await Task.WhenAll(Enumerable.Range(0, keys).Select(async key =>
            await Task.WhenAll(one.ClaimAsync(0, key), other.ClaimAsync(1, key))));

        // Asked again: who did not just win a new customer stays, and there is one in each.
        await Task.WhenAll(Enumerable.Range(0, keys).Select(async key => await Task.WhenAll(one.ClaimAsync(0, key), other.ClaimAsync(1, key))));
        Assert.Equal(keys, await one.KeyGrainsAsync());
        Assert.Equal(keys, await other.KeyGrainsAsync());
        Assert.All(rulings, pair =>
        {
            var winner = Assert.Single(pair, r => r.Verdict == Verdict.Granted);
            var loser = Assert.Single(pair, r => r.Verdict == Verdict.Held);
            Assert.Equal((winner.Owner, winner.Customer), (loser.Owner, loser.Customer));
        });
        await one.VerifyAsync();
    }

    [Fact]
    public async Task A_quota_is_exact_across_silos()
    {
        const int quota = 20;
        var members = await Member.ClusterAsync(await PostgresFixture.NewDatabaseAsync(), silos: 3, reps: 1);
        try
        {
            var policy = members[0].Local.Reference.PolicyOf(Scope.Default)!;
            await members[0].Engine.ExecuteAsync(new ChangePolicy(policy with { Quotas = policy.Quotas with { ClaimsPerDay = quota } }, policy.Version, "test"));
            await Until.Is(() => members.All(m => m.Local.Reference.PolicyOf(Scope.Default)!.Quotas.ClaimsPerDay == quota), "all know the policy");

            var rulings = await Task.WhenAll(Enumerable.Range(0, 5 * quota).Select(key => members[key % 3].ClaimAsync(0, key)));

            Assert.Equal(quota, rulings.Count(r => r.Verdict == Verdict.Granted));
            Assert.Equal(4 * quota, rulings.Count(r => r.Verdict == Verdict.OverQuota));
            await members[0].VerifyAsync();
        }
        finally
        {
            foreach (var member in members) await member.DisposeAsync();
        }
    }
}
