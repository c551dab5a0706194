using System.Diagnostics;

namespace Arbiter.Engine.Relay;

/// <summary>Which trace a command is part of goes along with it. Costs nothing while nobody traces.</summary>
static class RelayTrace
{
    /// <summary>A source of the server's name: whoever listens to that hears of relayed commands too.</summary>
    static readonly ActivitySource Activities = new("Arbiter");

    public static string? Current => Activities.HasListeners() ? Activity.Current?.Id : null;

    public static Activity? Begin(string? trace) => trace is null ? null : Activities.StartActivity("decide for a replica", ActivityKind.Server, trace);
}
