namespace Arbiter.Proofs.Processes;

/// <summary>An engine that servers are started with; the build beside the tests has to have it.</summary>
/// <param name="Arguments">What is said behind <c>serve</c>.</param>
/// <param name="Settings">Environment of the process.</param>
public sealed record EngineChoice(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Settings);
