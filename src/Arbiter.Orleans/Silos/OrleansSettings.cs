using System.Net;

namespace Arbiter.Orleans.Silos;

/// <summary>How this process is a silo.</summary>
/// <param name="ConnectionString">The setting that names the store; must name a PostgreSQL.</param>
/// <param name="Address">Where other silos reach this one. They trust whoever speaks there: give it a network of their own.</param>
/// <param name="SiloPort">0: any free one.</param>
/// <param name="ClusterId">Silos with the same one, on the same database, are one cluster.</param>
public sealed record OrleansSettings(string ConnectionString, IPAddress Address, int SiloPort = 0, string ClusterId = "arbiter")
{
    /// <summary>How long an answer of another silo is waited for, if that silo is not found to be dead before.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An answer that takes longer says that a silo may be dead. Far above what a commit takes under load, and below what anybody notices.</summary>
    public TimeSpan Late { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How soon a silo that does not answer is taken for dead. See <see cref="SiloConfiguration"/>.</summary>
    public TimeSpan Probe { get; init; } = TimeSpan.FromSeconds(1);
}
