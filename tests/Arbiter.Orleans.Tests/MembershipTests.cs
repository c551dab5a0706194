using Arbiter.Domain.Claims;
using Arbiter.Engine;
using Arbiter.Orleans.Tests.Running;
using Arbiter.Server.Tests.Running;
using Npgsql;

namespace Arbiter.Orleans.Tests;

/// <summary>Joining, leaving, and being taken for dead.</summary>
public sealed class MembershipTests
{
    [Fact]
    public async Task Health_follows_the_membership_and_a_silo_taken_for_dead_begins_anew()
    {
        var database = await PostgresFixture.NewDatabaseAsync();
        var members = await Member.ClusterAsync(database, silos: 2, reps: 2);
        try
        {
            var before = members[1].Here;
            await members[1].ClaimAsync(0, 1);
            await DeclareDeadAsync(database, before.Endpoint.Port);

            await Until.Is(() => !members[1].Engine.Health.Ready, "the silo notices");
            // It decides what it is asked meanwhile by itself, and the store sees to it that it is true.
            Assert.Equal(Verdict.Held, (await members[1].ClaimAsync(1, 1)).Verdict);
            await Until.Is(() => members[1].Engine.Health.Ready && members.All(m => m.ActiveSilos == 2), "it has joined again");
            Assert.NotEqual(before, members[1].Here);
            Assert.Equal(Verdict.Held, (await members[0].ClaimAsync(1, 1)).Verdict);
            await members[0].VerifyAsync();
        }
        finally
        {
            foreach (var member in members) await member.DisposeAsync();
        }
    }

    [Fact]
    public async Task Whoever_asks_while_a_silo_ends_and_begins_anew_is_answered_or_told_to_come_again()
    {
        var database = await PostgresFixture.NewDatabaseAsync();
        var members = await Member.ClusterAsync(database, silos: 2, reps: 2);
        using var stop = new CancellationTokenSource();
        try
        {
            var asking = Enumerable.Range(0, 8).Select(caller => Task.Run(() => AskOnAsync(members[1], caller, stop.Token))).ToList();
            for (var time = 0; time < 3; time++)
            {
                var before = members[1].Here;
                await DeclareDeadAsync(database, before.Endpoint.Port);
                await Until.Is(() => !members[1].Engine.Health.Ready, "the silo notices");
                await Until.Is(() => members[1].Engine.Health.Ready && members.All(m => m.ActiveSilos == 2), "it has joined again");
            }

            await stop.CancelAsync();
            Assert.All(await Task.WhenAll(asking), answers => Assert.True(answers > 0));
        }
        finally
        {
            foreach (var member in members) await member.DisposeAsync();
        }
    }

    /// <summary>Claims one new customer after the other; how many were answered.</summary>
    static async Task<int> AskOnAsync(Member member, int caller, CancellationToken stop)
    {
        var answers = 0;
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            try
            {
                await member.ClaimAsync(caller % 2, 10_000 * (caller + 1) + n);
                answers++;
            }
            catch (Exception e) when (e is UnavailableException or OverloadedException)
            {
                // Honest.
            }
        }

        return answers;
    }

    [Fact]
    public async Task A_silo_that_leaves_loses_nothing_that_was_answered_and_leaves_no_key_unanswered()
    {
        const int keys = 600;
        var members = await Member.ClusterAsync(await PostgresFixture.NewDatabaseAsync(), silos: 3, reps: 3);
        var gone = false;
        try
        {
            var claims = Enumerable.Range(0, keys).Select(async key =>
            {
                // A caller whose answer is open asks again, elsewhere, as a load balancer would have it.
                for (var attempt = 0; ; attempt++)
                {
                    try
                    {
                        return await members[(key + attempt) % 3].ClaimAsync(key % 3, key);
                    }
                    catch (UnavailableException) when (attempt < 50)
                    {
                        await Task.Yield();
                    }
                }
            }).ToList();
            await claims[0];
            await members[2].DisposeAsync();
            gone = true;
            var rulings = await Task.WhenAll(claims);

            Assert.All(rulings, r => Assert.True(r.Verdict is Verdict.Granted or Verdict.AlreadyYours));
            Assert.Equal(keys, rulings.Select(r => r.Customer).Distinct().Count());
            await Until.Is(() => members[0].ActiveSilos == 2, "the others know that it left");
            Assert.All(await Task.WhenAll(Enumerable.Range(0, keys).Select(key => members[key % 2].ClaimAsync(key % 3, key))), r => Assert.Equal(Verdict.AlreadyYours, r.Verdict));
            await members[0].VerifyAsync();
        }
        finally
        {
            foreach (var member in gone ? members[..2] : members) await member.DisposeAsync();
        }
    }

    /// <summary>As the other silos do when they cannot reach it.</summary>
    static async Task DeclareDeadAsync(string database, int port)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"UPDATE silos SET status = 6 WHERE port = {port}; UPDATE silo_versions SET version = version + 1", connection);
        await command.ExecuteNonQueryAsync();
    }
}
