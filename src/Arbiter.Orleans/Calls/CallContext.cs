using System.Diagnostics;
using Orleans.Runtime;

namespace Arbiter.Orleans.Calls;

/// <summary>What goes along with a call between grains: until when an answer is of use, and which trace it is part of.</summary>
static class CallContext
{
    const string DeadlineKey = "arbiter.deadline";
    const string TraceKey = "arbiter.trace";

    /// <summary>A source of the server's name: whoever listens to that hears of grains too.</summary>
    public static readonly ActivitySource Activities = new("Arbiter");

    /// <summary>For the calls that the caller's flow of control makes from now on.</summary>
    public static void Set(DateTimeOffset deadline)
    {
        RequestContext.Set(DeadlineKey, deadline.UtcTicks);
        if (Activity.Current?.Id is { } trace) RequestContext.Set(TraceKey, trace);
    }

    /// <summary>Null when the caller set none.</summary>
    public static DateTimeOffset? Deadline => RequestContext.Get(DeadlineKey) is long ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public static string? Trace => RequestContext.Get(TraceKey) as string;
}
