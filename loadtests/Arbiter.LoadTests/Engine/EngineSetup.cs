using Arbiter.Domain;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Setup;

namespace Arbiter.LoadTests.Engine;

/// <summary>Starts an engine and makes it ready as <see cref="ServerSetup"/> makes a server: quotas out of the way, 24 reps in two teams.</summary>
static class EngineSetup
{
    const string Actor = "admin";
    static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    /// <summary>An engine on an empty journal, ready for claims.</summary>
    /// <exception cref="InvalidOperationException">The journal does not open, or holds something already.</exception>
    public static async Task<LocalEngine> StartAsync(IJournal journal, int seed, TimeProvider time, CancellationToken stop)
    {
        var engine = new LocalEngine(journal, new CommittedFeed(), time, new LocalEngineOptions(seed));
        try
        {
            await WaitUntilReadyAsync(engine, time, stop);
            await PrepareAsync(engine);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    static async Task WaitUntilReadyAsync(LocalEngine engine, TimeProvider time, CancellationToken stop)
    {
        for (var since = time.GetTimestamp(); !engine.Health.Ready; await Task.Delay(TimeSpan.FromMilliseconds(5), time, stop))
        {
            if (time.GetElapsedTime(since) > patience)
                throw new InvalidOperationException($"The engine is not ready: {engine.Health.Why}");
        }
    }

    static async Task PrepareAsync(LocalEngine engine)
    {
        var policy = engine.Reference.PolicyOf(Scope.Default)!;
        var quotas = policy.Quotas with { ClaimsPerDay = PolicyQuotas.OutOfTheWay, Holdings = PolicyQuotas.OutOfTheWay };
        await AcceptedAsync(engine, new ChangePolicy(policy with { Quotas = quotas }, policy.Version, Actor));
        TeamId[] teams = [new("team-north"), new("team-south")];
        foreach (var team in teams)
            await AcceptedAsync(engine, new PutTeam(new Team(team, team.Value), Actor));
        for (var rep = 0; rep < Reps.Count; rep++)
        {
            var id = Reps.Id(rep);
            await AcceptedAsync(engine, new PutRep(new Rep(new RepId(id), id, teams[rep * teams.Length / Reps.Count], Active: true), Actor));
        }
    }

    static async Task AcceptedAsync(IArbiterEngine engine, Command command)
    {
        var executed = await engine.ExecuteAsync(command);
        if (executed.Outcome is not Domain.Claims.Accepted)
            throw new InvalidOperationException($"The engine cannot be prepared: {command.GetType().Name}: {executed.Outcome}");
    }
}
