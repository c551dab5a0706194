using Arbiter.Domain.Claims;
using Arbiter.Engine;
using Arbiter.Engine.Journal;
using Arbiter.Orleans.Tests.Running;
using Arbiter.Orleans.Wire;
using Arbiter.Server.Tests.Running;
using Ruling = Arbiter.Domain.Claims.Ruling;

namespace Arbiter.Orleans.Tests;

/// <summary>What stays of grains, and where they lead.</summary>
public sealed class ActivationTests
{
    [Fact]
    public async Task A_grain_goes_after_a_first_claim_stays_for_rivals_and_is_collected_when_idle()
    {
        const int keys = 300;
        await using var member = await Member.StartAsync(await PostgresFixture.NewDatabaseAsync());
        await member.AddRepsAsync(2);

        await ClaimAllAsync(member, rep: 0, Verdict.Granted);
        await Until.Is(async () => await member.KeyGrainsAsync() == 0, "no grain stays after a first claim");
        await ClaimAllAsync(member, rep: 1, Verdict.Held);
        Assert.Equal(keys, await member.KeyGrainsAsync());
        // Five seconds idle, looked at every two.
        await Until.Is(async () => await member.KeyGrainsAsync() == 0, "idle grains are collected");
        await ClaimAllAsync(member, rep: 1, Verdict.Held);

        static async Task ClaimAllAsync(Member member, int rep, Verdict expected) =>
            Assert.All(await Task.WhenAll(Enumerable.Range(0, keys).Select(key => member.ClaimAsync(rep, key))), r => Assert.Equal(expected, r.Verdict));
    }

    [Fact]
    public async Task Claims_by_another_key_of_a_customer_are_decided_where_the_customer_lives()
    {
        var members = await Member.ClusterAsync(await PostgresFixture.NewDatabaseAsync(), silos: 2, reps: 3);
        try
        {
            var customer = (await members[0].ClaimAsync(0, 1, 2)).Customer!.Value;
            // Grains are asked directly here: a claim whose grain answers late is decided where it came in, and no grain asked for a while.
            var deadline = DateTimeOffset.UtcNow.AddMinutes(1);
            Asked Of(int rep, int key) => new(Member.ClaimOf(rep, key), null, deadline);
            // The first key's grain learns from its first ruling whose key it is, and so the customer's own grain is first asked through the first silo.
            await members[0].KeyGrain(1).DecideAsync(Of(1, 1));
            await members[0].KeyGrain(1).DecideAsync(Of(1, 1));
            // The second key's grain lives in the second silo.
            await members[1].KeyGrain(2).DecideAsync(Of(2, 2));

            var told = await members[1].Grain(customer).DecideAsync(Of(2, 2));
            Assert.Equal(members[0].Here, told.Silo);
            var forwarded = await members[1].KeyGrain(2).DecideAsync(Of(2, 2));

            Assert.Equal(members[0].Here, forwarded.Silo);
            Assert.Equal(Verdict.Held, ((Ruling)forwarded.Executed.Outcome).Verdict);
            await members[0].VerifyAsync();
        }
        finally
        {
            foreach (var member in members) await member.DisposeAsync();
        }
    }

    /// <summary>It would be asked a second time, and tell a first attempt that it is a retry.</summary>
    [Fact]
    public async Task A_silo_that_is_alone_waits_for_its_grains_however_late_they_are()
    {
        await using var member = await Member.StartAsync(await PostgresFixture.NewDatabaseAsync(), late: TimeSpan.Zero);
        await member.AddRepsAsync(1);
        await Until.Is(() => member.ActiveSilos == 1, "it knows that it is alone");

        var told = await Task.WhenAll(Enumerable.Range(0, 20).Select(key =>
            member.Engine.ExecuteAsync(Member.ClaimOf(0, key), new Request(new RequestKey("rep-0", $"k-{key}"), 1))));

        Assert.All(told, executed => Assert.False(executed.Replayed));
        Assert.Equal(0, member.Engine.DecidedHere);
    }

    [Fact]
    public async Task A_call_that_comes_after_its_deadline_is_not_begun()
    {
        await using var member = await Member.StartAsync(await PostgresFixture.NewDatabaseAsync());
        await member.AddRepsAsync(1);
        var head = member.Feed.Head;

        var told = await member.KeyGrain(1).DecideAsync(new Asked(Member.ClaimOf(0, 1), null, DateTimeOffset.UtcNow.AddSeconds(-1)));

        Assert.Equal(Fault.Overloaded, told.Fault);
        Assert.Equal(head, member.Feed.Head);
        Assert.Equal(Verdict.Granted, (await member.ClaimAsync(0, 1)).Verdict);
    }
}
