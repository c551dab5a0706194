using System.Diagnostics;
using Orleans.Runtime;

namespace Arbiter.Orleans.Calls;

/// <summary>What goes along with a call between grains: which trace it is part of. Costs nothing while nobody traces.</summary>
static class CallContext
{
    const string TraceKey = "arbiter.trace";

    /// <summary>A source of the server's name: whoever listens to that hears of grains too.</summary>
    public static readonly ActivitySource Activities = new("Arbiter");

    /// <summary>For the calls that the caller's flow of control makes from now on.</summary>
    public static void Set()
    {
        if (Activities.HasListeners() && Activity.Current?.Id is { } trace) RequestContext.Set(TraceKey, trace);
    }

    public static string? Trace => RequestContext.Get(TraceKey) as string;
}
