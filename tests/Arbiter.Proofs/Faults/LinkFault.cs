namespace Arbiter.Proofs.Faults;

/// <summary>What is wrong with the way between a server and the others.</summary>
public enum LinkFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Nothing passes, and nobody is told: no end of a connection, no refusal.</summary>
    Cut,

    /// <summary>Everything takes 200 ms, each way.</summary>
    Slow,

    /// <summary>Every fifth packet is lost.</summary>
    Lossy,
}

/// <summary>How much of it.</summary>
static class FaultSize
{
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);

    public const double Loss = 0.2;
}
