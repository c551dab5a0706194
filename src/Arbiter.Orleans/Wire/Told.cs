using Arbiter.Engine;
using Arbiter.Engine.Journal;
using Orleans;
using Orleans.Runtime;

namespace Arbiter.Orleans.Wire;

/// <summary>
/// What a grain says: an answer, or why there is none. Faults are values, because an exception between silos is an exception of Orleans', and says less.
/// </summary>
/// <param name="Executed">Meant only with <see cref="Fault.None"/>.</param>
/// <param name="Why">For people; without personal data.</param>
/// <param name="Silo">Where it was decided, if the grain says so.</param>
[Immutable]
public sealed record Told(Executed Executed, Fault Fault = Fault.None, string Why = "", TimeSpan RetryAfter = default, SiloAddress? Silo = null)
{
    /// <summary>The answer, or the exception that the engine would have thrown.</summary>
    public Executed Result() => Fault switch
    {
        Fault.None => Executed,
        Fault.Overloaded => throw new OverloadedException(RetryAfter),
        Fault.Unstorable => throw new UnstorableException(Why),
        _ => throw new UnavailableException(Why, RetryAfter),
    };

    /// <summary>Without the answer, which is nobody's business in a log.</summary>
    public override string ToString() => Fault.ToString();
}

/// <summary>Why there is no answer. The numbers are on the wire: add to them, never renumber.</summary>
public enum Fault : byte
{
    None = 0,

    /// <summary>Nothing happened: as <see cref="OverloadedException"/>.</summary>
    Overloaded = 1,

    /// <summary>The outcome may be open: as <see cref="UnavailableException"/>.</summary>
    Unavailable = 2,

    /// <summary>Nothing happened, nor will it next time: as <see cref="UnstorableException"/>.</summary>
    Unstorable = 3,
}
