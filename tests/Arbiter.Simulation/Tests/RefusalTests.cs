using Arbiter.Domain;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Turns;
using Arbiter.Simulation.Store;

namespace Arbiter.Simulation.Tests;

/// <summary>A command that the store cannot keep is found by halves, while others keep coming.</summary>
public class RefusalTests
{
    const int Together = 64;
    readonly SimulatedStore store = new(Mutant.None);
    readonly List<Turn> turns = [];

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, Together - 1)]
    [InlineData(false, 45)]
    [InlineData(false, Together - 1)]
    public void Within_few_attempts_and_with_everybody_in_the_order_in_which_they_came(bool shared, int bad)
    {
        store.Unstorable.Add(NameOf(bad));
        var core = new TurnCore(new CacheLimits(), TurnLimits.Default, shared, seed: 1);
        core.Open(store.Head, Reference.Empty);
        Submit(core);

        var attempts = 0;
        while (turns.Take(Together).Any(turn => !turn.Task.IsCompleted))
        {
            var batch = core.TakeBatch()!;
            // As many again with each attempt: more than a narrowed commit has room for.
            Submit(core);
            Attempt(core, batch);
            core.Deliver();
            // Two for each halving of 64, one for the rest of each, and one that is refused alone.
            Assert.InRange(++attempts, 1, 20);
        }

        Assert.All(turns.Take(Together).Index(), turn => Assert.Equal(turn.Index == bad, turn.Item.Task.IsFaulted));
        Assert.IsType<UnstorableException>(turns[bad].Task.Exception!.InnerException);
        var kept = store.Log.Select(record => record.Actor).ToList();
        Assert.Equal(Enumerable.Range(0, turns.Count).Where(i => i != bad).Select(NameOf).Take(kept.Count), kept);
    }

    [Fact]
    public void Once_it_is_found_commits_carry_as_much_as_before()
    {
        store.Unstorable.Add(NameOf(0));
        var core = new TurnCore(new CacheLimits(), TurnLimits.Default, shared: true, seed: 1);
        core.Open(store.Head, Reference.Empty);
        Submit(core);
        while (!turns[0].Task.IsCompleted) Attempt(core, core.TakeBatch()!);

        Assert.Equal(Together - 1, core.TakeBatch()!.Events.Count);
    }

    void Attempt(TurnCore core, Batch batch)
    {
        try
        {
            core.Committed(store.Commit(batch));
        }
        catch (UnstorableException why)
        {
            core.Refused(why);
        }
    }

    void Submit(TurnCore core)
    {
        for (var i = 0; i < Together; i++)
        {
            var name = NameOf(turns.Count);
            turns.Add(new Turn(new PutTeam(new Team(new TeamId(name), name), name), null));
            core.Submit(turns[^1]);
        }
    }

    static string NameOf(int number) => $"team-{number}";
}
