using System.Diagnostics;
using Arbiter.Orleans.Tests.Running;
using Arbiter.Server.Tests.Running;

namespace Arbiter.Orleans.Tests;

/// <summary>A silo that is killed takes nothing with it: its keys are answered again, by the others.</summary>
public sealed class FailoverTests(ITestOutputHelper output)
{
    /// <summary>Fewer than a rep may claim in a day.</summary>
    const int Keys = 15;

    [Fact]
    public async Task The_keys_of_a_killed_silo_are_answered_again_within_ten_seconds()
    {
        var silos = await SiloProcess.StartAsync(await PostgresFixture.NewDatabaseAsync(), silos: 3);
        try
        {
            foreach (var rep in (string[])["owner", "rival", "other"]) await silos[0].AddRepAsync(rep);
            foreach (var silo in silos)
            {
                foreach (var rep in (string[])["owner", "rival", "other"]) await Until.Is(async () => await silo.ClaimAsync(rep, 9_999_999) is not null, "the roster is known");
            }

            // The rival's claims leave grains that stay, in the silo that is killed.
            var warm = await Task.WhenAll(Enumerable.Range(0, Keys).Select(async key => (await silos[1].ClaimAsync("owner", key), await silos[1].ClaimAsync("rival", key))));
            Assert.All(warm, claims => Assert.Equal(("granted", "held"), claims));

            var killed = Stopwatch.GetTimestamp();
            await silos[1].KillAsync();
            var remembered = await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => AnsweredAsync(silos[0], "rival", key, $"request-{key}", killed)));
            var others = await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => AnsweredAsync(silos[2], "other", key, null, killed)));

            output.WriteLine($"answered after {remembered.Max(a => a.Ms):F0} ms with an Idempotency-Key, {others.Max(a => a.Ms):F0} ms without");
            Assert.All(remembered.Concat(others), a => Assert.Equal("held", a.Verdict));
            Assert.True(remembered.Concat(others).Max(a => a.Ms) < 10_000);
        }
        finally
        {
            foreach (var silo in silos) await silo.DisposeAsync();
        }
    }

    static async Task<(string? Verdict, double Ms)> AnsweredAsync(SiloProcess silo, string rep, int key, string? request, long since)
    {
        string? verdict = null;
        await Until.Is(async () => (verdict = await silo.ClaimAsync(rep, key, request)) is not null, "an answer");
        return (verdict, Stopwatch.GetElapsedTime(since).TotalMilliseconds);
    }
}
