using System.Diagnostics;
using Arbiter.Domain;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.LoadTests.Claims;

namespace Arbiter.LoadTests.Engine;

/// <summary>What callers got from an engine.</summary>
/// <param name="Claims">Claims answered.</param>
/// <param name="ElapsedSeconds">How long they asked, until the last answer.</param>
/// <param name="Failed">Claims that were not decided.</param>
/// <param name="Violations">Answers that break a rule, the first of each kind.</param>
sealed record EngineRun(long Claims, double ElapsedSeconds, long Failed, IReadOnlyList<string> Violations);

/// <summary>
/// Claims from callers in a closed loop: the same claims as over HTTP (one phone, 24 reps), as the commands that the server makes of them. Keys of runs
/// on one engine never meet.
/// </summary>
sealed class EngineLoad(IArbiterEngine engine, int seed, int callers)
{
    const string Channel = "web-form";
    const string Actor = "token:load-test";

    readonly PhoneNumbers phones = new(seed);
    readonly RepId[] reps = [.. Enumerable.Range(0, Reps.Count).Select(rep => new RepId(Reps.Id(rep)))];
    long nextKey;

    /// <summary>First claims: every customer is new.</summary>
    public async Task<EngineRun> StormAsync(TimeSpan during)
    {
        var run = await RunAsync(ClaimPlans.FirstClaims(seed, nextKey), new FirstClaimCheck(), during);
        nextKey += run.Claims + run.Failed;
        return run;
    }

    /// <summary>Everybody wants the same customer.</summary>
    public Task<EngineRun> HotAsync(TimeSpan during) => RunAsync(ClaimPlans.Hot(seed, nextKey++), new HotCheck(), during);

    async Task<EngineRun> RunAsync(ClaimPlan plan, RulingCheck check, TimeSpan during)
    {
        var next = -1L;
        var (answered, failed) = (0L, 0L);
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync)));
        return new(answered, Stopwatch.GetElapsedTime(since).TotalSeconds, failed, check.Violations());

        async Task CallAsync()
        {
            while (Stopwatch.GetElapsedTime(since) < during)
            {
                var planned = plan(Interlocked.Increment(ref next));
                try
                {
                    check.Take(planned, await engine.ExecuteAsync(Claim(planned)));
                    Interlocked.Increment(ref answered);
                }
                catch (Exception cause) when (cause is OverloadedException or UnavailableException)
                {
                    Interlocked.Increment(ref failed);
                }
            }
        }
    }

    ClaimCustomer Claim(PlannedClaim planned) => new(
        Scope.Default, reps[planned.Rep], [new(new CustomerKey(Scope.Default, IdentifierKind.Phone, phones.Of(planned.Key)), KeyStrength.Hard)], Channel, Actor);
}
