namespace Arbiter.Testing;

/// <summary>Where a throw-away PostgreSQL runs.</summary>
/// <param name="Address">What it listens on.</param>
/// <param name="Command">A command before the server's own, which it becomes, there.</param>
/// <param name="Trusted">Addresses (CIDR) that it trusts besides this machine's own.</param>
public sealed record PostgresPlace(string Address, IReadOnlyList<string> Command, string? Trusted)
{
    /// <summary>On 127.0.0.1.</summary>
    public static PostgresPlace Here { get; } = new("127.0.0.1", [], null);
}
