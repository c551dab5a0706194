namespace Arbiter.Proofs.Processes;

/// <summary>An engine that servers are started with; the build beside the tests has to have it.</summary>
/// <param name="Arguments">What is said behind <c>serve</c>.</param>
/// <param name="Settings">Environment of the process.</param>
public sealed record EngineChoice(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The local one, which has nobody else decide: as a rival at the head of the log.</summary>
    public static EngineChoice Alone { get; } = new([], new Dictionary<string, string> { ["Arbiter__Replicas__Relay"] = "off" });

    /// <summary>The local one, which others that are not on its machine may have decide for them.</summary>
    public static EngineChoice ReachedAt(string address) => new([], new Dictionary<string, string> { ["Arbiter__Replicas__Address"] = address });
}
