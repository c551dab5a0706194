using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Arbiter.Simulation.Kernel;
using Arbiter.Simulation.Store;

namespace Arbiter.Simulation.Replicas;

/// <summary>The mutants that live in the driver rather than in the store.</summary>
sealed class Lies(Mutant mutant)
{
    /// <summary>Records that the core takes for somebody's tokens: its head moves, its cache does not.</summary>
    public IReadOnlyList<LogRecord> Tail(IReadOnlyList<LogRecord> tail) =>
        mutant == Mutant.StaleCache ? [.. tail.Select(r => r with { Type = "tokenIssued" })] : tail;

    public IReadOnlyList<LogRecord> Feed(Dice dice, IReadOnlyList<LogRecord> records) => mutant switch
    {
        Mutant.FeedDrops when dice.Chance(20) => [.. records.Skip(1)],
        Mutant.FeedRepeats when dice.Chance(20) => [records[0], .. records],
        _ => records,
    };

    public IReadOnlyList<CustomerKey> Keys(Dice dice, IReadOnlyList<CustomerKey> keys) =>
        mutant == Mutant.ForgetsKeys ? [.. keys.Where(_ => !dice.Chance(200))] : keys;

    public bool LosesCommit(Dice dice) => mutant == Mutant.LosesCommits && dice.Chance(20);

    public bool SwallowsLoad(Dice dice) => mutant == Mutant.SwallowsLoads && dice.Chance(20);
}
