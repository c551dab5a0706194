using Arbiter.Simulation.Replicas;

namespace Arbiter.Simulation.Workload;

/// <summary>What happens to everybody: traffic in bursts, time passing in leaps, clocks that are set, stores that go away, processes that die.</summary>
sealed class Weather(World world)
{
    /// <summary>Short enough that nobody waits for an answer, or repeats a question, for as long as answers are remembered.</summary>
    const long LongestLeapMs = 10 * 3600 * 1000;

    bool clear;

    public void Begin() => world.After(20, Tick);

    /// <summary>No more of it: the clocks are right again, and nobody asks for anything new.</summary>
    public void Clear()
    {
        clear = true;
        foreach (var replica in world.Replicas) SetClock(replica, 0);
    }

    void Tick()
    {
        if (clear) return;
        var dice = world.Dice;
        for (var i = dice.Pick([0, 1, 1, 2, 3, 8]); i > 0; i--) world.Clients.SubmitNext();
        var replica = dice.Pick(world.Replicas);
        if (dice.Chance(world.Options.CrashesPerMille)) replica.Crash();
        if (dice.Chance(world.Options.OutagesPerMille)) GoDown();
        if (dice.Chance(world.Options.ClockJumpsPerMille)) Jump(replica);
        if (dice.Chance(40)) world.Clients.Sweep(replica);
        if (dice.Chance(30)) replica.WriteRepeats(TimeSpan.FromSeconds(dice.Pick([0, 1, 60])));
        if (dice.Chance(10)) world.Coverage.Count("requests forgotten", world.Store.Forget(replica.Clock, 10));
        if (dice.Chance(100) && world.Options.Shared) replica.CatchUp();
        if (dice.Chance(60)) Leap();
        world.After(dice.Between(1, 30), Tick);
    }

    void GoDown()
    {
        if (world.StoreDown) return;
        world.Note("store down");
        world.Coverage.Count("outage");
        world.StoreDown = true;
        world.After(world.Dice.Between(20, 2000), () =>
        {
            world.Note("store back");
            world.StoreDown = false;
        });
    }

    void Jump(Replica replica)
    {
        var dice = world.Dice;
        var to = dice.Chance(100) ? dice.Between(-1500, 1500) : dice.Between(-1000, 1000);
        if (to < replica.ClockOffsetMs) world.Coverage.Count("clock set back");
        SetClock(replica, to);
        if (Math.Abs(to) > 1000) world.After(dice.Between(50, 400), () => SetClock(replica, dice.Between(-900, 900)));
    }

    void SetClock(Replica replica, long offsetMs)
    {
        world.Clients.ClockSet(replica);
        replica.ClockOffsetMs = offsetMs;
        world.LargestLeadMs = Math.Max(world.LargestLeadMs, offsetMs);
        world.Clients.ClockSet(replica);
        world.Note($"r{replica.Number} clock {offsetMs:+0;-0;0} ms");
    }

    /// <summary>To some time later, or to just around the instant at which somebody's protection ends.</summary>
    void Leap()
    {
        var dice = world.Dice;
        var due = world.Store.DueInstants.Select(d => d.ToUnixTimeMilliseconds())
            .Where(ms => ms > world.Agenda.NowMs && ms < world.Agenda.NowMs + LongestLeapMs).ToList();
        var to = due.Count > 0 && dice.Chance(600)
            ? dice.Pick(due) - dice.Pick(world.Replicas).ClockOffsetMs + dice.Between(-2, 2)
            : world.Agenda.NowMs + (dice.Between(1, 120) * 60_000L);
        world.Agenda.LeapTo(to);
        world.Note("leap");
    }
}
