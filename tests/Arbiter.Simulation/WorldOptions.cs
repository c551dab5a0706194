using Arbiter.Engine.Turns;
using Arbiter.Simulation.Kernel;
using Arbiter.Simulation.Store;

namespace Arbiter.Simulation;

/// <summary>What kind of world a seed makes. Everything is drawn from the seed; only the mutant and the length come from outside.</summary>
sealed record WorldOptions
{
    public required ulong Seed { get; init; }

    public Mutant Mutant { get; init; }

    public int Replicas { get; init; } = 1;

    /// <summary>Whether the store says that others may write to it. True for one replica too, now and then.</summary>
    public bool Shared { get; init; }

    /// <summary>Virtual happenings until the faults stop.</summary>
    public int Steps { get; init; } = 3000;

    public CacheLimits Cache { get; init; } = new();

    public TurnLimits Turns { get; init; } = TurnLimits.Default;

    public int LoadFailsPerMille { get; init; }

    public int FailsBeforeCommitPerMille { get; init; }

    public int FailsAfterCommitPerMille { get; init; }

    /// <summary>How many commands bring what the store cannot keep.</summary>
    public int UnstorablePerMille { get; init; }

    public int CrashesPerMille { get; init; }

    public int OutagesPerMille { get; init; }

    public int ClockJumpsPerMille { get; init; }

    /// <summary>How long a message may take, mostly.</summary>
    public int DelayMs { get; init; } = 5;

    /// <summary>Whether the store tells a process which keys others bound. Where it does not, only the unique index knows.</summary>
    public bool TellsKeys { get; init; }

    public int Reps { get; init; } = 4;

    public int Phones { get; init; } = 12;

    public static WorldOptions From(ulong seed, Mutant mutant = Mutant.None)
    {
        var dice = new Dice(seed ^ 0x5EED);
        var replicas = dice.Between(1, 3);
        var faults = dice.Below(4);
        return new WorldOptions
        {
            Seed = seed,
            Mutant = mutant,
            Replicas = replicas,
            Shared = replicas > 1 || dice.Chance(200),
            Cache = dice.Chance(400) ? new CacheLimits(dice.Between(4, 16), dice.Between(4, 16), dice.Between(4, 16), dice.Between(4, 16)) : new CacheLimits(),
            Turns = TurnLimits.Default with
            {
                OpenTurns = dice.Chance(300) ? dice.Between(2, 8) : 2048,
                CountedRepeats = dice.Chance(200) ? 2 : 10_000,
            },
            LoadFailsPerMille = faults > 0 ? dice.Below(10) : 0,
            FailsBeforeCommitPerMille = faults > 0 ? dice.Below(20) : 0,
            FailsAfterCommitPerMille = faults > 1 ? dice.Below(30) : 0,
            CrashesPerMille = faults > 1 ? dice.Below(15) : 0,
            OutagesPerMille = faults > 2 ? dice.Below(10) : 0,
            ClockJumpsPerMille = dice.Below(40),
            DelayMs = dice.Chance(300) ? 40 : 5,
            Reps = dice.Between(2, 6),
            Phones = dice.Chance(300) ? 4 : dice.Between(6, 24),
            TellsKeys = dice.Chance(600),
            UnstorablePerMille = dice.Chance(300) ? dice.Between(1, 40) : 0,
        };
    }
}
