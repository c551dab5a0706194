namespace Arbiter.Simulation.Kernel;

/// <summary>
/// What is going to happen, in order of virtual time; at the same instant in order of planning. Time moves only here, from one happening to the next.
/// </summary>
public sealed class Agenda
{
    readonly PriorityQueue<Action, (long AtMs, long Number)> plan = new();
    long planned;

    /// <summary>The true instant, in ms since 1970. Replicas see it through clocks of their own.</summary>
    public long NowMs { get; private set; } = 1_790_000_000_000;

    public int Count => plan.Count;

    public void After(long delayMs, Action happening) => plan.Enqueue(happening, (NowMs + delayMs, planned++));

    /// <summary>Hours pass in which nothing happens. What was planned meanwhile comes late, in its order.</summary>
    public void LeapTo(long atMs) => NowMs = Math.Max(NowMs, atMs);

    public bool Step()
    {
        if (!plan.TryDequeue(out var happening, out var when)) return false;
        NowMs = Math.Max(NowMs, when.AtMs);
        happening();
        return true;
    }
}
