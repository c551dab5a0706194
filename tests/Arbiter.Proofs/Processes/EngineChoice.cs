namespace Arbiter.Proofs.Processes;

/// <summary>An engine that servers are started with.</summary>
/// <param name="Folder">Where a build of the server is that has it; null: the one beside the tests.</param>
/// <param name="Arguments">What is said behind <c>serve</c>.</param>
/// <param name="Settings">Environment of the process.</param>
public sealed record EngineChoice(string? Folder, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Settings)
{
    internal static readonly IReadOnlyDictionary<string, string> NoSettings = new Dictionary<string, string>();
}
