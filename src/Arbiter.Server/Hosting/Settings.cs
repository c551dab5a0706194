using Arbiter.Server.Access;
using Arbiter.Server.Cli;
using Arbiter.Server.Relay;
using Arbiter.Server.Telemetry;

namespace Arbiter.Server.Hosting;

/// <summary>A setting of the program.</summary>
/// <param name="Name">As in configuration, with colons.</param>
/// <param name="Purpose">For people.</param>
/// <param name="IsSecret">Its value is never shown.</param>
public sealed record Setting(string Name, string Purpose, bool IsSecret = false)
{
    /// <summary>The environment variable that sets it.</summary>
    public string Variable => Name.Replace(":", "__", StringComparison.Ordinal);
}

/// <summary>
/// Every setting that the program itself reads, whichever engine this build has: one set of manifests serves all builds. Those of its libraries (<c>OTEL_*</c>,
/// <c>DOTNET_*</c>, <c>Logging__*</c>) are theirs.
/// </summary>
public static class Settings
{
    const string Section = "Arbiter";

    public static IReadOnlyList<Setting> All { get; } =
    [
        new(ServeCommand.DatabaseSetting, "the database; SQLite in ./data/arbiter.db when not set", IsSecret: true),
        new(ServeCommand.UrlsSetting, $"where to listen; {ServeOptions.DefaultUrl} when not set"),
        new(FirstToken.Setting, "the first admin's token; made up and printed once when not set", IsSecret: true),
        new(EngineChoice.Setting, $"who decides: {EngineChoice.Local} (when not set), or {EngineChoice.Orleans} where this build has it"),
        new(RelaySettings.Relay, $"whether this server, as one of several on a database, has the one that leads decide: {RelaySettings.On} (when not set) or {RelaySettings.Off}"),
        new(RelaySettings.Address, "the IP address at which other replicas reach this one; when not set, the one it listens at, if it is one"),
        new(EngineChoice.Address, "on Orleans: the IP address at which other silos reach this one; 127.0.0.1 when not set"),
        new(EngineChoice.SiloPort, "on Orleans: the port at which they do; any free one when not set"),
        new(EngineChoice.ClusterId, $"on Orleans: silos with the same one, on one database, are one cluster; {EngineChoice.DefaultClusterId} when not set"),
        new(PhoneRegion.Setting, "where telephone numbers without a country code are dialled; CN when not set"),
        new(TelemetryExtensions.EndpointSetting, "where metrics and traces go by OTLP; nowhere when not set"),
        new(ServerOptions.TokenSetting, "for commands that talk to a server: the access token", IsSecret: true),
    ];

    /// <summary>A slip in a name would be a setting that silently does not hold.</summary>
    /// <exception cref="SettingException">Something in the section <c>Arbiter</c> is no setting.</exception>
    public static void RequireKnown(IConfiguration configuration)
    {
        var known = All.Select(s => s.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unknown = configuration.GetSection(Section).AsEnumerable().Where(s => s.Value is not null && !known.Contains(s.Key)).Select(s => s.Key).Order().FirstOrDefault();
        if (unknown is not null) throw new SettingException($"{unknown} is no setting of this program. `arbiter settings` lists those it has.");
    }
}
