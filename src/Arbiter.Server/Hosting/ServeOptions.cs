using Arbiter.Storage;

namespace Arbiter.Server.Hosting;

/// <summary>How this process serves.</summary>
/// <param name="ConnectionString">The one setting that chooses the store; see <see cref="Stores.Open"/>.</param>
/// <param name="Urls">Where to listen, as for ASP.NET Core.</param>
/// <param name="Demo">Serve a seeded company with live traffic.</param>
/// <param name="Seed">From which ids and the demo's traffic are made.</param>
public sealed record ServeOptions(string? ConnectionString, string? Urls, bool Demo, int Seed)
{
    public const string DefaultUrl = "http://localhost:5080";

    /// <summary>Which engine decides, as <see cref="EngineChoice"/> names them; null: what the configuration says, else the local one.</summary>
    public string? Engine { get; init; }

    /// <summary>Where other silos reach this one; null: what the configuration says.</summary>
    public int? SiloPort { get; init; }

    public StoreOptions Store { get; init; } = new();
}
