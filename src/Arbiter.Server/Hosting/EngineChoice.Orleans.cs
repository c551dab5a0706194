#if ORLEANS
using System.Globalization;
using System.Net;
using Arbiter.Engine;
using Arbiter.Orleans;
using Arbiter.Orleans.Silos;

namespace Arbiter.Server.Hosting;

/// <summary>Only in builds with the packages of Orleans.</summary>
static partial class EngineChoice
{
    static void AddOrleansEngine(this WebApplicationBuilder builder, ServeOptions options)
    {
        var settings = Settings(builder.Configuration, options);
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton<OrleansParts>();
        services.AddSingleton(s => Turns(s, options, s.GetRequiredService<OrleansParts>().Listener));
        services.AddSingleton<OrleansEngine>();
        services.AddSingleton<IArbiterEngine>(s => s.GetRequiredService<OrleansEngine>());
        services.AddSingleton<IClusterMember>(s => s.GetRequiredService<OrleansEngine>());
    }

    static OrleansSettings Settings(IConfiguration configuration, ServeOptions options)
    {
        var port = options.SiloPort ?? (configuration[SiloPort] is { } text
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1
            : 0);
        if (port is < 0 or > ushort.MaxValue) throw new SettingException($"{SiloPort}: give a port, or 0 for any free one.");
        var address = IPAddress.Loopback;
        if (configuration[Address] is { } given && !IPAddress.TryParse(given, out address!)) throw new SettingException($"{Address}: give the IP address at which other silos reach this one.");
        return new OrleansSettings(options.ConnectionString ?? "", address, port, configuration[ClusterId] ?? DefaultClusterId);
    }
}
#endif
