using Arbiter.Engine.Journal;
using Arbiter.Engine.Turns;

namespace Arbiter.Engine.Local;

/// <summary>Limits of a local engine.</summary>
/// <param name="Admitted">Commands that may be waiting or under way at once; further ones are refused at the door.</param>
/// <param name="Seed">From which ids of customers are made.</param>
public sealed record LocalEngineOptions(int Seed, int Admitted = 16_384)
{
    public CacheLimits Cache { get; init; } = new();

    public TurnLimits Turns { get; init; } = TurnLimits.Default;

    /// <summary>Hears of faults that the engine did not expect; it has started over by then. Called between turns: must be quick.</summary>
    public Action<Exception> OnFault { get; init; } = _ => { };

    /// <summary>Hears of each command that the store cannot keep, once it is found. Called between turns: must be quick.</summary>
    public Action<UnstorableException> OnUnstorable { get; init; } = _ => { };

    /// <summary>Hears, for each batch, how long the oldest of its commands had waited when the batch went to the store. Called between turns: must be quick.</summary>
    public Action<TimeSpan> OnWaited { get; init; } = _ => { };

    /// <summary>Hears that the store's log is not a continuation of what this process knew: where it was, and where the log ends now.</summary>
    public Action<LogHead, LogHead> OnAnotherLog { get; init; } = (_, _) => { };

    /// <summary>Tells other processes what this one committed; null where there are none.</summary>
    public ICommitListener? Listener { get; init; }
}
