namespace Arbiter.Engine;

/// <summary>What an engine does to be one of several processes that divide the work. An engine that needs none of it has no member.</summary>
public interface IClusterMember
{
    /// <summary>Takes in what others wrote, told in its own way; the log is looked at only now and then.</summary>
    bool HearsByItself { get; }

    /// <summary>Joins, stays, and joins again when it was thrown out. Begins when the store's schema is there. Runs until cancelled.</summary>
    Task RunAsync(CancellationToken cancel);

    /// <summary>Leaves after finishing what others wait for here, so that they need not find out by themselves. The engine still decides what this process asks.</summary>
    Task LeaveAsync(CancellationToken cancel);
}
